import { TicketsError } from '../errors.js';
import { readRegularFile, readRegularFileIfPresent } from '../files/safe-path.js';
import { listPlaces, type Place } from '../store/layout.js';
import { readFields } from '../store/read-item.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { ParsedItem } from '../tickets/document.js';
import { parseThread, type Thread } from '../tickets/thread.js';
import { type ItemProblem, sourceOf, ticketOf } from '../tickets/ticket.js';
import type { Examined, Identity, Patient, StoreCheck, TicketCheck } from './check.js';
import { checkFields } from './checks/fields.js';
import { checkFiles } from './checks/files.js';
import { checkId, checkTwins } from './checks/identity.js';
import { checkItem } from './checks/items.js';
import { checkLayout } from './checks/layout.js';
import { checkLeftovers } from './checks/leftovers.js';
import { checkThread } from './checks/threads.js';
import type { Finding } from './finding.js';

const ofEachTicket: readonly TicketCheck[] = [checkItem, checkFiles, checkFields, checkId, checkThread];
const ofTheStore: readonly StoreCheck[] = [checkLayout, checkTwins, checkLeftovers];

/** Reads the whole store, whatever state it is in, and says what is wrong with it; changes nothing. */
export async function runDoctor(
  store: TicketStore,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<{ findings: Finding[]; checked: number }> {
  const listing = listPlaces(store.root);
  const identities: Identity[] = [];
  const findings: Finding[] = [];
  for (const place of listing.places) {
    const examined = await examine(place);
    findings.push(...ofEachTicket.flatMap((check) => check({ store }, examined)));
    identities.push({ place, slug: examined.ticket?.slug ?? null, lines: examined.item?.lines ?? {} });
    onProgress(identities.length, listing.places.length);
  }
  const patient: Patient = { store, listing, identities };
  return { findings: [...findings, ...ofTheStore.flatMap((check) => check(patient))], checked: identities.length };
}

async function examine(place: Place): Promise<Examined> {
  const item = await examineItem(place);
  const thread = readThread(place);
  if ('problem' in item) return { place, ticket: null, item: null, problem: item.problem, thread };
  const ticket = ticketOf(place.id, sourceOf(item));
  if ('problem' in ticket) return { place, ticket: null, item, problem: ticket.problem, thread };
  return { place, ticket, item, problem: null, thread };
}

async function examineItem(place: Place): Promise<ParsedItem | { problem: ItemProblem }> {
  try {
    return await readFields(readRegularFile(`${place.directory}/item.md`));
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    const code = error.code === 'file_not_found' ? 'missing_item' : error.code;
    return { problem: { code, line: 1, message: code === 'missing_item' ? 'no item.md' : error.message } };
  }
}

function readThread(place: Place): Thread | null {
  try {
    const bytes = readRegularFileIfPresent(`${place.directory}/thread.md`);
    return bytes === undefined ? null : parseThread(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof TicketsError) return null;
    throw error;
  }
}
