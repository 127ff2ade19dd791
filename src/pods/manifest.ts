/** How a pod was last served, so that it can be served so again: its `resolved_manifest_snapshot`. */
export type Manifest = { agent: 'none'; cwd: string } | { agent: 'exec'; argv: string[]; cwd: string };

/** The manifest that metadata holds; undefined where it holds none that we wrote. */
export function parseManifest(snapshot: unknown): Manifest | undefined {
  if (typeof snapshot !== 'object' || snapshot === null) return undefined;
  const { agent, argv, cwd }: Record<string, unknown> = { ...snapshot };
  if (typeof cwd !== 'string' || !cwd.startsWith('/')) return undefined;
  if (agent === 'none') return { agent, cwd };
  return agent === 'exec' && isArgv(argv) ? { agent, argv, cwd } : undefined;
}

/** Whether a pod could be started again from what its metadata holds. Says nothing of whether it runs already. */
export function restorability(snapshot: unknown): { possible: boolean; reason: string | null } {
  if (parseManifest(snapshot) !== undefined) return { possible: true, reason: null };
  const isEmpty = snapshot === null || snapshot === undefined;
  const reason = isEmpty ? 'it was never served, so nothing is known to start' : 'its manifest names no agent of ours';
  return { possible: false, reason };
}

function isArgv(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string' && word !== '');
}
