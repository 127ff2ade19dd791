import { basename, join, resolve as resolvePath } from 'node:path';
import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent, safePath } from '../files/safe-path.js';
import { resolve } from '../store/resolve-reference.js';
import { readStored, type StoredTicket } from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import type { App } from './open-app.js';
import { readGiven } from './read-given.js';
import { listArtifacts } from './show-ticket.js';
import { answer, type Change, type ChangeOptions, read, unchanged, write } from './steps.js';

/** Copies a file into a ticket's artifacts. A name that holds something else already is refused. */
export async function addArtifact(
  app: App,
  reference: string,
  file: string,
  name: string | undefined,
  options: ChangeOptions = {},
): Promise<Change> {
  const content = readGiven(resolvePath(app.cwd, file));
  const kept = checkName(name ?? basename(file));
  const before = await read(app, reference, options);
  const there = readArtifact(before, kept);
  if (there !== undefined && Buffer.compare(there, content) === 0) return unchanged(app, before);
  const decide = async (fresh: StoredTicket): Promise<Draft> => {
    const other = readArtifact(fresh, kept);
    if (other !== undefined && Buffer.compare(other, content) !== 0) throw artifactExists(fresh.ticket.id, kept);
    return { fields: {}, events: [], artifact: { name: kept, content } };
  };
  return answer(app, await write(app, before, decide, options));
}

/** The names of a ticket's artifacts, and where they lie. */
export async function artifactsOf(
  app: App,
  reference: string,
): Promise<{ id: string; path: string; artifacts: string[] }> {
  const stored = await readStored(app.store, await resolve(app.store, reference));
  const path = app.store.show(join(stored.place.directory, 'artifacts'));
  return { id: stored.ticket.id, path, artifacts: listArtifacts(stored) };
}

function readArtifact({ place }: StoredTicket, name: string): Uint8Array | undefined {
  return readRegularFileIfPresent(safePath(place.directory, ['artifacts', ...name.split('/')]));
}

/** A path below artifacts/ of plain names: no dots in front, nothing that leaves the folder. */
function checkName(name: string): string {
  const isPlain = name.split('/').every((part) => /^[^\p{Cc}\\/.][^\p{Cc}\\/]*$/u.test(part));
  if (isPlain && Buffer.byteLength(name) <= 255 && name.toLowerCase() !== 'relations.json') return name;
  throw new TicketsError({
    kind: 'usage',
    code: 'bad_artifact_name',
    message: `${JSON.stringify(name.slice(0, 80))} cannot be an artifact's name`,
    hints: ['give another with --name: plain names, joined by /, none with a dot in front, not relations.json'],
  });
}

function artifactExists(id: string, name: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'artifact_exists',
    message: `${id} already has an artifact ${name} with other content`,
    hints: ['keep both: --name OTHER'],
    data: { id, name },
  });
}
