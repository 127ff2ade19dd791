import { finding, type Identity, type Patient, type StoreCheck, type TicketCheck } from '../check.js';
import type { Finding } from '../finding.js';

/** An `id` field repeats the directory's name. */
export const checkId: TicketCheck = (patient, { place, item }) => {
  const id = item?.fields.id;
  if (typeof id !== 'string' || id === place.id) return [];
  return [
    finding(patient, `${place.directory}/item.md`, {
      code: 'id_mismatch',
      line: item?.lines.id ?? null,
      message: `the field id is ${JSON.stringify(id.slice(0, 140))}, the directory is ${place.id}`,
      hint: 'the directory counts; correct the field',
    }),
  ];
};

/** Each id and each stored slug belongs to one ticket. */
export const checkTwins: StoreCheck = (patient) => [
  ...repeated(patient.identities, ({ place }) => place.id.toLowerCase()).map(([one, first]) =>
    twin(patient, one, first, 'duplicate_id', 'id'),
  ),
  ...repeated(patient.identities, ({ slug }) => slug).map(([one, first]) =>
    twin(patient, one, first, 'duplicate_slug', 'slug'),
  ),
];

function repeated(
  tickets: readonly Identity[],
  keyOf: (ticket: Identity) => string | null,
): Array<[Identity, Identity]> {
  const first = new Map<string, Identity>();
  return tickets.flatMap((one): Array<[Identity, Identity]> => {
    const key = keyOf(one);
    if (key === null) return [];
    const before = first.get(key);
    if (before === undefined) first.set(key, one);
    return before === undefined ? [] : [[one, before]];
  });
}

function twin(patient: Patient, one: Identity, first: Identity, code: string, what: string): Finding {
  return finding(patient, `${one.place.directory}/item.md`, {
    code,
    line: one.lines[what] ?? null,
    message: `${first.place.id} has the same ${what}`,
    hint: `give one of the two another ${what}`,
  });
}
