import { listTickets } from '../src/actions/list-tickets.js';
import { bodyOf } from '../src/tickets/frontmatter.js';
import type { Answer } from './actor.js';
import { refusals, rounds, writeByLibrary } from './crowd.js';
import { withFolder } from './folder.js';
import { withoutLock } from './guards.js';
import { type Cut, type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { complaints, openAt, readIfPossible, startOfTime, writeStore } from './stores.js';

type IdForm = 'timestamp-slug' | 'base32';

const withoutLookingForAFreeId = {
  file: 'src/store/create-ticket.ts',
  text: 'findPlace(store.root, id) === undefined;',
  instead: 'id.length > 0;',
};

/** Many create tickets of one title in one instant, and nobody's ticket takes the place of another's. */
function creates(form: IdForm, without: string, cut: Cut): Row {
  return {
    name: `creates, ${form}`,
    done: (size) => `${size} processes create ${rounds} tickets each of one title, the clock standing at one second`,
    full: 50,
    short: 4,
    run: (size) => withProduct((product) => create(product, form, size)),
    controls: [{ without, run: () => withProductWithout(cut, (product) => create(product, form, 4)) }],
  };
}

export const createsByTime = creates('timestamp-slug', 'the look for an id that is free', withoutLookingForAFreeId);
export const createsByCount = creates('base32', withoutLock.without, withoutLock.cut);

function create(product: Product, form: IdForm, size: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    writeStore(folder, 'flat', `ids: ${form}\n`);
    const answers = await writeByLibrary(product, folder, size, 'create', { TICKETS_NOW: startOfTime });
    return judge(folder, answers);
  });
}

async function judge(folder: string, answers: readonly Answer[]): Promise<Outcome> {
  const app = await openAt(folder);
  const { total, invalid } = await listTickets(app, { query: {}, sort: 'id', limit: 0 });
  const made = answers.flatMap(({ id, text }) => (id === null ? [] : [{ id, text }]));
  const distinct = new Set(made.map(({ id }) => id.toLowerCase()));
  const problems = refusals(answers);
  if (distinct.size < made.length) problems.push(`${made.length - distinct.size} ids were given twice`);
  if (total !== made.length) problems.push(`${total} tickets are listed, ${made.length} were made`);
  if (invalid.length > 0) problems.push(`${invalid.length} tickets cannot be read`);
  let own = 0;
  for (const { id, text } of made) {
    const stored = await readIfPossible(folder, id);
    if (stored !== undefined && bodyOf(stored.item).trim() === text) own++;
  }
  if (own < made.length) problems.push(`${made.length - own} tickets do not hold their text`);
  problems.push(...(await complaints(folder)));
  return { reached: `${own} of ${answers.length} made and readable, ${distinct.size} distinct ids`, problems };
}
