import type { Dirent } from 'node:fs';
import type { Layout, Listing, Place } from '../store/layout.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { Config } from '../tickets/config.js';
import type { ParsedItem } from '../tickets/document.js';
import type { Relation } from '../tickets/relations.js';
import type { Replay } from '../tickets/replay.js';
import type { Thread } from '../tickets/thread.js';
import type { ItemProblem, Ticket } from '../tickets/ticket.js';
import type { Finding } from './finding.js';
import type { Patience } from './settled.js';

/** A file of a ticket: its bytes, null where it is missing or `problem` says why it cannot be read. */
export interface ReadFile {
  name: string;
  path: string;
  bytes: Uint8Array | null;
  problem: ItemProblem | null;
}

/** A ticket as far as it could be read. */
export interface Examined {
  place: Place;
  /** What lies in its directory, and in all directories below it. */
  entries: readonly Dirent[];
  below: readonly Dirent[];
  /** Those of its directories that cannot be listed. */
  unlisted: readonly string[];
  item: ReadFile;
  thread: ReadFile;
  resolution: ReadFile;
  /** Null where item.md is missing or says nothing that can be understood; `problem` then tells why. */
  parsed: ParsedItem | null;
  ticket: Ticket | null;
  problem: ItemProblem | null;
  /** Null where thread.md is missing or cannot be read. */
  events: Thread | null;
  replay: Replay | null;
  /** Those of artifacts/relations.json. */
  older: Relation[];
}

/** What is compared between tickets; of the others no more is kept. */
export interface Summary {
  place: Place;
  slug: string | null;
  relations: readonly Relation[];
  blocks: readonly string[];
}

/** The store that a ticket belongs to. */
export interface Ward {
  store: TicketStore;
  config: Config;
  layout: Layout;
  env: Record<string, string | undefined>;
  patience: Patience;
}

/** A whole store as doctor sees it. */
export interface Patient extends Ward {
  listing: Listing;
  /** Tickets that were chosen come last, so that what is found about two of them is said of a chosen one. */
  summaries: readonly Summary[];
  /** Undefined where every ticket is. */
  isChosen: ((place: Place) => boolean) | undefined;
}

/** One kind of examination: it only looks and reports. */
export type TicketCheck = (ward: Ward, examined: Examined) => Finding[];
export type StoreCheck = (patient: Patient) => Finding[] | Promise<Finding[]>;
