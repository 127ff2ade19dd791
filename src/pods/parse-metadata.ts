/** One of several pods in a list, with whatever else its writer noted about it. */
export interface PodEntry {
  pod_name: string;
  [other: string]: unknown;
}

/** A pod that the owner of the metadata has started. */
export type ChildRecord = PodEntry;

/** What a pod's name refers to. Fields that are not of ours, in it and in its entries, are kept as they are. */
export interface PodMetadata {
  pod_name: string;
  active: { session_id: string | null; segment_id: string | null } | null;
  spawned_children: ChildRecord[];
  reclaimed_children: unknown[];
  peers: PodEntry[];
  resolved_manifest_snapshot: unknown;
  [other: string]: unknown;
}

/** A new pod's metadata. */
export function newMetadata(name: string): PodMetadata {
  return {
    pod_name: name,
    active: null,
    spawned_children: [],
    reclaimed_children: [],
    peers: [],
    resolved_manifest_snapshot: null,
  };
}

/** The metadata of the pod `name`, or what is wrong with it. A field that is absent or null means that there is none. */
export function parseMetadata(text: string, name: string): { metadata: PodMetadata } | { error: string } {
  const value = parseJson(text);
  if (value === undefined) return { error: 'it is not valid JSON' };
  if (!isRecord(value)) return { error: 'it is not a JSON object' };
  if (typeof value.pod_name !== 'string') return { error: 'it has no pod_name' };
  if (value.pod_name !== name) return { error: `it belongs to another pod: ${shown(value.pod_name)}` };
  const wrong = wrongList(value) ?? wrongActive(value.active);
  if (wrong !== undefined) return { error: wrong };
  // What is named here has been looked at above, and is the only part of it that is used.
  return { metadata: { ...newMetadata(name), ...withoutNull(value) } as PodMetadata };
}

const lists = ['peers', 'spawned_children', 'reclaimed_children'];

function wrongList(value: Record<string, unknown>): string | undefined {
  for (const key of lists) {
    const list = value[key] ?? [];
    if (!Array.isArray(list)) return `its ${key} is not a list`;
    const isNamed = (entry: unknown) => isRecord(entry) && typeof entry.pod_name === 'string';
    const wrong = key === 'reclaimed_children' ? -1 : list.findIndex((entry) => !isNamed(entry));
    if (wrong !== -1) return `its ${key}[${wrong}] has no pod_name`;
  }
  return undefined;
}

function wrongActive(active: unknown): string | undefined {
  const isId = (id: unknown) => id === undefined || id === null || typeof id === 'string';
  const isRight = (active ?? null) === null || (isRecord(active) && isId(active.session_id) && isId(active.segment_id));
  return isRight ? undefined : 'its active is not {session_id, segment_id}';
}

/** The lists that are null are none; whatever else is null may mean it. */
function withoutNull(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => !(lists.includes(key) && one === null)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
