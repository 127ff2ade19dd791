import { type Check, type Examined, finding, type Patient } from '../check.js';
import type { Finding } from '../finding.js';

/** Each id and each stored slug belongs to one ticket, and an `id` field repeats the directory's name. */
export const checkIdentity: Check = (patient) => {
  const named = patient.tickets.flatMap((examined) => wrongId(patient, examined));
  const ids = repeated(patient.tickets, ({ place }) => place.id.toLowerCase());
  const slugs = repeated(patient.tickets, ({ ticket }) => ticket?.slug ?? null);
  return [
    ...named,
    ...ids.map(([one, first]) => twin(patient, one, first, 'duplicate_id', 'id')),
    ...slugs.map(([one, first]) => twin(patient, one, first, 'duplicate_slug', 'slug')),
  ];
};

function wrongId(patient: Patient, { place, item }: Examined): Finding[] {
  const id = item?.fields.id;
  if (typeof id !== 'string' || id === place.id) return [];
  const message = `the field id is ${JSON.stringify(id.slice(0, 140))}, the directory is ${place.id}`;
  return [
    finding(patient, `${place.directory}/item.md`, {
      code: 'id_mismatch',
      line: item?.lines.id ?? null,
      message,
      hint: 'the directory counts; correct the field',
    }),
  ];
}

function repeated(
  tickets: readonly Examined[],
  keyOf: (ticket: Examined) => string | null,
): Array<[Examined, Examined]> {
  const first = new Map<string, Examined>();
  return tickets.flatMap((one): Array<[Examined, Examined]> => {
    const key = keyOf(one);
    if (key === null) return [];
    const before = first.get(key);
    if (before === undefined) first.set(key, one);
    return before === undefined ? [] : [[one, before]];
  });
}

function twin(patient: Patient, one: Examined, first: Examined, code: string, what: string): Finding {
  return finding(patient, `${one.place.directory}/item.md`, {
    code,
    line: one.item?.lines[what] ?? null,
    message: `${first.place.id} has the same ${what}`,
    hint: `give one of the two another ${what}`,
  });
}
