import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, openApp } from '../../src/actions/open-app.js';
import type { Hook } from '../../src/hooks/hook.js';

export interface Workspace {
  directory: string;
  /** The text of a file. */
  read: (path: string) => string;
  write: (path: string, text: string | Uint8Array) => void;
  /** Every file below a folder and its bytes as latin1, without `.state/`. */
  snapshot: (folder?: string) => Record<string, string>;
  /** The store in `work-items/`, its clock standing at `at`. */
  app: (options?: { at?: string; env?: Record<string, string>; hooks?: readonly Hook[] }) => Promise<App>;
}

/** A folder of its own for one test, with these files in it. */
export function workspace(files: Record<string, string | Uint8Array> = {}): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'tickets-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    directory,
    write,
    read: (path) => readFileSync(join(directory, path), 'utf8'),
    snapshot: (folder = '.') => snapshot(join(directory, folder)),
    app: ({ at = '2026-06-18T14:33:50Z', env = {}, hooks = [] } = {}) =>
      openApp({ cwd: directory, env: { TICKETS_AUTHOR: 'hare', ...env }, now: () => new Date(at), hooks }),
  };
}

export function snapshot(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.state'));
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'latin1')]));
}

/** A flat item.md; more lines of frontmatter go in `more`. */
export function item(title: string, state = 'planning', more = ''): string {
  return `---\ntitle: ${JSON.stringify(title)}\nstate: ${state}\ncreated_at: "2026-06-01T00:00:00Z"\nupdated_at: "2026-06-01T00:00:00Z"\n${more}---\n\n## Background\n\nWhy.\n`;
}

/** A thread.md of one create event. */
export const created =
  '<!-- event: create id: 00000000 author: hare at: 2026-06-01T00:00:00Z -->\n\n## Created\n\n---\n';

/** The files of a flat ticket. */
export function ticket(id: string, text: string, thread = created): Record<string, string> {
  return { [`work-items/${id}/item.md`]: text, [`work-items/${id}/thread.md`]: thread };
}
