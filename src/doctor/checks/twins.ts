import { exists } from '../../store/layout.js';
import type { Patient, StoreCheck, Summary } from '../check.js';
import { type Finding, finding } from '../finding.js';
import { fieldPlace } from '../place-in-file.js';

/** Each id and each stored slug belongs to one ticket. */
export const checkTwins: StoreCheck = async (patient) => [
  ...(await twins(patient, 'duplicate_id', ({ place }) => sameName(place.id))),
  ...strangeTwins(patient),
  // As references are compared.
  ...(await twins(patient, 'duplicate_slug', ({ slug }) => slug?.toLowerCase() ?? null)),
];

/** Names that some disk or some reader takes for one. */
function sameName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

async function twins(
  { store, summaries }: Patient,
  code: 'duplicate_id' | 'duplicate_slug',
  keyOf: (ticket: Summary) => string | null,
): Promise<Finding[]> {
  const what = code === 'duplicate_id' ? 'id' : 'slug';
  const first = new Map<string, Summary>();
  const found: Finding[] = [];
  for (const one of summaries) {
    const key = keyOf(one);
    if (key === null || key === '') continue;
    const before = first.get(key);
    if (before === undefined || !exists(before.place.directory)) first.set(key, one);
    else if (exists(one.place.directory)) {
      const { path, line } = await fieldPlace(one.place, what);
      const isSame = before.place.id === one.place.id;
      const other = isSame ? store.show(before.place.directory) : before.place.id;
      const message = `${other} has the same ${what}${isSame || what === 'slug' ? '' : ', but for case'}`;
      const hint = isSame
        ? 'a merge may have split it: bring its files together in one of them'
        : what === 'slug'
          ? 'name them by their ids, or give one of the two another slug'
          : 'give one of the two another id';
      found.push(finding(store, path, { code, line: line ?? 1, message, hint }));
    }
  }
  return found;
}

/** A directory whose name is no id may differ from one that has an id by no more than its spelling. */
function strangeTwins({ store, summaries, listing }: Patient): Finding[] {
  if (listing.strangers.length === 0) return [];
  const first = new Map(summaries.map(({ place }) => [sameName(place.id), place.id]));
  return listing.strangers.flatMap(({ path, code }) => {
    const name = path.split('/').at(-1) ?? path;
    const before = first.get(sameName(name));
    if (before === undefined) first.set(sameName(name), name);
    if (before === undefined || code !== 'bad_id') return [];
    const message = `${before} has the same id, but for spelling`;
    const hint = 'give one of the two another name';
    return [finding(store, `${store.root}/${path}`, { code: 'duplicate_id', message, hint })];
  });
}
