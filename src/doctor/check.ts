import type { Listing, Place } from '../store/layout.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { ParsedItem } from '../tickets/document.js';
import type { Thread } from '../tickets/thread.js';
import type { ItemProblem, Ticket } from '../tickets/ticket.js';
import type { Finding } from './finding.js';

/** A ticket as far as it could be read. */
export interface Examined {
  place: Place;
  /** Null where item.md is missing or says nothing that can be understood; `problem` then tells why. */
  ticket: Ticket | null;
  item: ParsedItem | null;
  problem: ItemProblem | null;
  /** Null where thread.md is missing or cannot be read. */
  thread: Thread | null;
}

/** What one ticket must not share with another, and where it says so. */
export interface Identity {
  place: Place;
  slug: string | null;
  lines: Record<string, number>;
}

/** A whole store as doctor sees it. Of its tickets no more is kept than what is to be compared. */
export interface Patient {
  store: TicketStore;
  listing: Listing;
  identities: readonly Identity[];
}

/** One kind of examination: it only looks and reports. */
export type StoreCheck = (patient: Patient) => Finding[];
export type TicketCheck = (patient: Pick<Patient, 'store'>, examined: Examined) => Finding[];

type Words = Pick<Finding, 'code' | 'message'> & Partial<Finding>;

/** An error at a file of a ticket, unless `words` say otherwise. */
export function finding({ store }: Pick<Patient, 'store'>, path: string, words: Words): Finding {
  return { severity: 'error', line: null, hint: null, fixable: false, ...words, path: store.show(path) };
}
