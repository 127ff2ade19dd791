import type { Fields } from './document.js';
import { type FieldChanges, remove } from './edit-document.js';
import type { ThreadEvent } from './event.js';
import { type State, stateOfStatus, statusOf } from './ticket.js';

/** What a decision wants written of one ticket; absent parts stay as they are. */
export interface Draft {
  /** The whole item as edited, in place of the one on disk; `fields` apply to it. */
  item?: Uint8Array;
  fields: FieldChanges;
  /** A new body of the item. */
  body?: string;
  /** In order; their `at` is set, their ids are given when they are written. */
  events: ThreadEvent[];
  state?: State;
  /** null: removed. */
  resolution?: string | null;
  /** By name below artifacts/. */
  artifact?: { name: string; content: Uint8Array };
}

/**
 * The fields that say a ticket is in `state`. Where a `status` is kept the two always agree; in a status directory
 * `state` stands only where `status` cannot express it.
 */
export function stateFields(fields: Fields, isInStatusFolder: boolean, state: State): FieldChanges {
  const status = statusOf(state);
  const keepsStatus = isInStatusFolder || typeof fields.status === 'string';
  const hasState = typeof fields.state === 'string';
  const isExpressed = keepsStatus && state === stateOfStatus[status];
  return {
    ...(keepsStatus ? { status } : {}),
    ...(!isExpressed || (hasState && !isInStatusFolder) ? { state } : hasState ? { state: remove } : {}),
  };
}
