import { TicketsError } from '../errors.js';
import { slugOfId } from './ticket.js';

export const shortestFragment = 4;

/**
 * The ids that `typed` may mean, in the first form that fits any: an exact id, an exact slug, a fragment of an id.
 * Ids are compared without case. More than one id is an ambiguity.
 */
export function matchReference(
  typed: string,
  ids: readonly string[],
  slugOf: (id: string) => string | null = slugOfId,
): string[] {
  const wanted = typed.toLowerCase();
  const exact = ids.filter((id) => id.toLowerCase() === wanted);
  if (exact.length > 0) return exact.includes(typed) ? [typed] : exact;
  const bySlug = ids.filter((id) => slugOf(id)?.toLowerCase() === wanted);
  if (bySlug.length > 0) return bySlug;
  return typed.length < shortestFragment ? [] : ids.filter((id) => id.toLowerCase().includes(wanted));
}

/** Ids that begin like what was typed, or hold one of its words: what a person may have meant. */
export function similarIds(typed: string, ids: readonly string[], most = 3): string[] {
  const words = typed
    .toLowerCase()
    .split(/[^0-9a-z]+/)
    .filter((word) => word.length >= shortestFragment);
  return ids.filter((id) => words.some((word) => id.toLowerCase().includes(word))).slice(0, most);
}

export function emptyReference(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'empty_reference',
    message: 'the reference to a ticket is empty',
    hints: ['give an id, a slug, or four or more characters of an id; tickets list shows them'],
  });
}

export function ticketNotFound(typed: string, similar: readonly string[] = []): TicketsError {
  const isShort = typed.length < shortestFragment;
  return new TicketsError({
    kind: 'not_found',
    code: 'ticket_not_found',
    message: `no ticket ${JSON.stringify(bounded(typed))}`,
    hints: [
      ...(similar.length > 0 ? [`did you mean ${similar.join(', ')}`] : []),
      ...(isShort ? [`a part of an id must have ${shortestFragment} characters or more`] : []),
      'tickets list --state all shows every ticket',
    ],
    data: { reference: bounded(typed), similar },
  });
}

export function ambiguousReference(
  typed: string,
  candidates: ReadonlyArray<{ id: string; title: string | null }>,
): TicketsError {
  const shown = candidates.slice(0, 10);
  const rest = candidates.length - shown.length;
  return new TicketsError({
    kind: 'ambiguous',
    code: 'ambiguous_reference',
    message: `${JSON.stringify(bounded(typed))} may mean ${candidates.length} tickets`,
    hints: [
      ...shown.map(({ id, title }) => `${id}  ${title ?? '(no title)'}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ],
    data: { reference: bounded(typed), candidates },
  });
}

/** What was typed, as far as a message repeats it. */
export function bounded(text: string): string {
  return text.length > 128 ? `${text.slice(0, 127)}…` : text;
}
