import { TicketsError } from '../errors.js';
import { newEventId } from '../store/change-ticket.js';
import type { GivenTicket } from '../store/exported.js';
import { importTickets } from '../store/import-tickets.js';
import { exists, findLayout, mixedLayout } from '../store/layout.js';
import { isInvalid, readItem } from '../store/read-item.js';
import { scan } from '../store/scan.js';
import type { ForeignFinding, ForeignStore, ForeignTicket, ForeignTool } from '../tickets/foreign/foreign-ticket.js';
import { relateForeign, type Settled } from '../tickets/foreign/relate-foreign.js';
import { createdOf, type Importing, writeForeign } from '../tickets/foreign/write-foreign.js';
import { base32Id, randomWord, slugify, timestampId } from '../tickets/new-id.js';
import type { State } from '../tickets/ticket.js';
import { type App, authorOf, timestamp } from './open-app.js';
import { readForeign } from './read-foreign.js';

export { type ForeignTool, foreignTools } from '../tickets/foreign/foreign-ticket.js';

export interface ForeignImport {
  from: ForeignTool;
  dry_run: boolean;
  changed: boolean;
  created: Array<{ legacy_id: string; id: string; title: string; state: State; source: string }>;
  /** Those whose legacy_id a ticket here has already. */
  skipped: Array<{ legacy_id: string; id: string; source: string }>;
  findings: ForeignFinding[];
}

/**
 * Brings the tickets of another tool into the store, all or none, in one journalled change; those that came before are
 * skipped. Throws `foreign_not_found`, and `foreign_unreadable` with a finding for each thing that is wrong.
 */
export async function importForeign(
  app: App,
  tool: ForeignTool,
  path: string,
  { dryRun = false, author }: { dryRun?: boolean; author?: string | undefined } = {},
): Promise<ForeignImport> {
  const foreign = readForeign(tool, app.cwd, path);
  const outcome: ForeignImport = {
    ...{ from: tool, dry_run: dryRun, changed: false, created: [], skipped: [] },
    findings: foreign.findings,
  };
  refuseErrors(foreign.findings);
  const find = () => prepare(app, foreign, outcome, author);
  if (dryRun) await find();
  else await importTickets(app.store, find);
  outcome.changed = !dryRun && outcome.created.length > 0;
  return outcome;
}

/** Under the lock: which are new, what their ids will be, and all that will be written. */
async function prepare(
  app: App,
  { tickets, findings }: ForeignStore,
  outcome: ForeignImport,
  author: string | undefined,
): Promise<GivenTicket[]> {
  const layout = findLayout(app.store.root);
  if (layout === 'mixed') throw mixedLayout();
  const isOlderStore = layout === 'by-status';
  const importing: Importing = {
    tool: outcome.from,
    at: timestamp(app),
    author: authorOf(app, author, isOlderStore),
    isOlderStore,
    newEventId,
  };
  const here = await legacyIds(app);
  const fresh: Array<{ ticket: ForeignTicket; id: string }> = [];
  const taken = new Set(here.ids);
  const known = new Map(here.byLegacyId);
  for (const ticket of tickets) {
    const id = here.byLegacyId.get(ticket.legacyId.toLowerCase());
    if (id !== undefined) outcome.skipped.push({ legacy_id: ticket.legacyId, id, source: sourceOf(ticket) });
    else {
      const chosen = chooseId(app, ticket, importing, taken);
      taken.add(chosen.toLowerCase());
      known.set(ticket.legacyId.toLowerCase(), chosen);
      fresh.push({ ticket, id: chosen });
    }
  }
  const settled = relateForeign(fresh, (legacyId) => find(known, legacyId), findings);
  refuseErrors(findings);
  const given = await Promise.all(settled.map((one) => write(one, importing, findings)));
  refuseErrors(findings);
  for (const { ticket, id } of settled)
    outcome.created.push({
      ...{ legacy_id: ticket.legacyId, id, title: ticket.title },
      state: ticket.state,
      source: sourceOf(ticket),
    });
  return given;
}

function sourceOf({ path, line }: ForeignTicket): string {
  return `${path}:${line}`;
}

/** Backlog.md also takes `12` for `task-12`, where that is one ticket alone. */
function find(known: ReadonlyMap<string, string>, legacyId: string): string | undefined {
  const exact = known.get(legacyId.toLowerCase());
  if (exact !== undefined || !/^[\d.]+$/.test(legacyId)) return exact;
  const meant = [...known].filter(([one]) => one.endsWith(`-${legacyId}`));
  return meant.length === 1 ? meant[0]?.[1] : undefined;
}

async function legacyIds({ store }: App): Promise<{ ids: Set<string>; byLegacyId: Map<string, string> }> {
  const [ids, byLegacyId] = [new Set<string>(), new Map<string, string>()];
  for (const read of await scan(store)) {
    ids.add(read.place.id.toLowerCase());
    const legacyId = isInvalid(read) ? undefined : read.ticket.other.legacy_id;
    if (typeof legacyId === 'string') byLegacyId.set(legacyId.toLowerCase(), read.place.id);
  }
  return { ids, byLegacyId };
}

/** By the time at which the ticket was made in the other tool; a twin of that second gets an end that its old id gives. */
function chooseId({ store, config }: App, ticket: ForeignTicket, importing: Importing, taken: Set<string>): string {
  const isFree = (id: string) => !taken.has(id.toLowerCase()) && !exists(`${store.root}/${id}`);
  const made = new Date(createdOf({ ticket }, importing));
  if (config.ids === 'base32') {
    let milliseconds = made.getTime();
    while (!isFree(base32Id(milliseconds))) milliseconds++;
    return base32Id(milliseconds);
  }
  const plain = timestampId(made, slugify(ticket.title || ticket.legacyId));
  if (isFree(plain)) return plain;
  for (let round = 0; ; round++) {
    const id = `${plain}-${wordFor(`${ticket.legacyId} ${round}`)}`;
    if (isFree(id)) return id;
  }
}

function wordFor(text: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return randomWord(createHash('sha256').update(text).digest().subarray(0, 4));
}

/** Nothing is written that could not be read again. */
async function write(settled: Settled, importing: Importing, findings: ForeignFinding[]): Promise<GivenTicket> {
  const { ticket, id } = settled;
  const { path, line } = ticket;
  if (ticket.title.trim() === '')
    findings.push({
      severity: 'warning',
      code: 'no_title',
      path,
      line,
      message: `no title: it is called ${ticket.legacyId}`,
    });
  try {
    const content = writeForeign(settled, importing);
    const read = await readItem({ id, folder: '', directory: '' }, content['item.md'] ?? new Uint8Array());
    if ('problem' in read) findings.push({ severity: 'error', path, ...read.problem, line });
    return { id, content };
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    findings.push({ severity: 'error', code: error.code, path, line, message: error.message });
    return { id, content: {} };
  }
}

const mostHints = 20;

function refuseErrors(findings: readonly ForeignFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const more = errors.length - mostHints;
  throw new TicketsError({
    kind: 'unreadable',
    code: 'foreign_unreadable',
    message: `${errors.length === 1 ? 'one thing' : `${errors.length} things`} cannot be imported as it stands; nothing was changed`,
    hints: [
      ...errors.slice(0, mostHints).map(({ path, line, message }) => `${path}:${line}: ${message}`),
      ...(more > 0 ? [`and ${more} more (--json names all)`] : []),
    ],
    data: { findings },
  });
}
