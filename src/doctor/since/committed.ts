import { createHash } from 'node:crypto';
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TicketsError } from '../../errors.js';
import { readRegularFileIfPresent } from '../../files/safe-path.js';
import { type CommittedFile, listCommitted, readCommitted } from '../../git/history.js';
import type { Git } from '../../git/run-git.js';
import type { Place } from '../../store/layout.js';
import { isId, statuses } from '../../tickets/ticket.js';

/** A ticket as a commit has it; its texts are null where that commit lacks the file. */
export interface CommittedTicket {
  id: string;
  /** Below the store. */
  path: string;
  item: string | null;
  thread: string | null;
}

/** What of a store differs from a commit. */
export interface Past {
  commit: string;
  /** Tickets of today that the commit has otherwise or lacks; in small letters. */
  changed: Set<string>;
  /** Those that the commit has, where they differ from today's or are gone. */
  tickets: CommittedTicket[];
}

/** Files by their paths below the ticket's directory. */
type Files = Map<string, string>;

export async function readPast(git: Git, commit: string, places: readonly Place[]): Promise<Past> {
  const before = ticketsOf(await listCommitted(git, commit));
  const today = new Map(places.map((place) => [place.id.toLowerCase(), place]));
  const changed = new Set<string>();
  for (const [id, place] of today) if (!isSame(place, before.get(id)?.files)) changed.add(id);
  const differing = [...before].filter(([id]) => changed.has(id) || !today.has(id));
  const paths = differing.flatMap(([, { path, files }]) =>
    named.filter((name) => files.has(name)).map((name) => `${path}/${name}`),
  );
  const texts = await readCommitted(git, commit, paths);
  const tickets = differing.map(([, { path }]) => ({
    id: path.split('/').at(-1) ?? path,
    path,
    item: texts.get(`${path}/item.md`) ?? null,
    thread: texts.get(`${path}/thread.md`) ?? null,
  }));
  return { commit, changed, tickets };
}

const named = ['item.md', 'thread.md'];

/** A directory of a commit is a ticket where it has an item. */
function ticketsOf(files: readonly CommittedFile[]): Map<string, { path: string; files: Files }> {
  const found = new Map<string, { path: string; files: Files }>();
  for (const { path, content } of files) {
    const parts = path.split('/');
    const depth = statuses.some((status) => status === parts[0]) ? 2 : 1;
    const [id, directory, rest] = [parts[depth - 1], parts.slice(0, depth).join('/'), parts.slice(depth).join('/')];
    if (id === undefined || rest === '' || !isId(id)) continue;
    const ticket = found.get(id.toLowerCase()) ?? { path: directory, files: new Map() };
    ticket.files.set(rest, content);
    found.set(id.toLowerCase(), ticket);
  }
  for (const [id, { files: some }] of found) if (!some.has('item.md')) found.delete(id);
  return found;
}

/** Compared here and not by git, whose comparison would run the filters that a repository names. */
function isSame({ directory }: Place, before: Files | undefined): boolean {
  if (before === undefined) return false;
  const names = filesBelow(directory);
  return (
    names !== undefined &&
    names.length === before.size &&
    names.every((name) => isContent(join(directory, name), before.get(name)))
  );
}

function filesBelow(directory: string): string[] | undefined {
  try {
    const entries: Dirent[] = readdirSync(directory, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  } catch {
    return undefined;
  }
}

function isContent(path: string, content: string | undefined): boolean {
  if (content === undefined) return false;
  try {
    const bytes = readRegularFileIfPresent(path);
    if (bytes === undefined) return false;
    return nameOf(bytes, content) === content || nameOf(withLineFeeds(bytes), content) === content;
  } catch (error) {
    if (error instanceof TicketsError) return false;
    throw error;
  }
}

/** A checkout may have made two of each line end. */
function withLineFeeds(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The name that git gives to a content (gitformat: the digest of `blob`, its length and itself). */
function nameOf(bytes: Uint8Array, like: string): string {
  const digest = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return digest.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
