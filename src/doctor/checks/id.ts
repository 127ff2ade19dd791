import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** An `id` field repeats the directory's name. */
export const checkId: TicketCheck = ({ store }, { place, parsed, item }) => {
  const id = parsed?.fields.id;
  if (typeof id !== 'string' || id === place.id) return [];
  return [
    finding(store, item.path, {
      code: 'id_mismatch',
      line: parsed?.lines.id,
      message: `the field id is ${JSON.stringify(id.slice(0, 140))}, the directory is ${place.id}`,
      hint: 'the directory counts: tickets doctor --fix corrects the field',
      fixable: true,
    }),
  ];
};
