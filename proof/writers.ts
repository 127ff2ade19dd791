import { createTicket } from '../src/actions/create-ticket.js';
import { threadOf } from '../src/store/ticket-store.js';
import type { Answer } from './actor.js';
import { commentByCommandLine, refusals, rounds, writeByLibrary } from './crowd.js';
import { withFolder } from './folder.js';
import { withoutLock } from './guards.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { complaints, openAt, readIfPossible, writeStore } from './stores.js';

type Crowd = (product: Product, cwd: string, size: number, id: string) => Promise<Answer[]>;

/** Many write to one ticket at once, and every word of theirs stands in its thread once. */
function writers(name: string, how: string, crowd: Crowd, short: number): Row {
  const run = (product: Product, size: number) => comment(product, crowd, size);
  return {
    name,
    done: (size) => `${size} processes comment ${rounds} times each on one ticket at once, ${how}`,
    full: 50,
    short,
    run: (size) => withProduct((product) => run(product, size)),
    controls: [
      {
        without: withoutLock.without,
        run: () => withProductWithout(withoutLock.cut, (product) => run(product, 4)),
      },
    ],
  };
}

export const writersByLibrary = writers('writers', 'each a long-lived process at the library', writeByLibrary, 4);
export const writersByCommandLine = writers(
  'writers, command line',
  'each comment a `tickets comment` of its own',
  commentByCommandLine,
  3,
);

function comment(product: Product, crowd: Crowd, size: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    writeStore(folder, 'flat');
    const { ticket } = await createTicket(await openAt(folder), { title: 'Everybody writes here' });
    const answers = await crowd(product, folder, size, ticket.id);
    return judge(folder, ticket.id, answers);
  });
}

async function judge(folder: string, id: string, answers: readonly Answer[]): Promise<Outcome> {
  const stored = await readIfPossible(folder, id);
  if (stored === undefined) return { reached: 'none', problems: ['the ticket cannot be read any more'] };
  const thread = threadOf(stored);
  const { events } = thread;
  const bodies = events.filter(({ kind }) => kind === 'comment').map(({ body }) => body);
  const accepted = answers.filter(({ refused }) => refused === null).map(({ text }) => text);
  const lost = accepted.filter((text) => !bodies.includes(text));
  const distinct = new Set(events.map((event) => event.id));
  const times = events.map(({ at }) => at ?? '');
  const problems = refusals(answers);
  if (lost.length > 0) problems.push(`${lost.length} of ${accepted.length} accepted comments are lost`);
  if (new Set(bodies).size < bodies.length) problems.push('a comment stands in the thread twice');
  if (distinct.size < events.length || distinct.has(null)) problems.push('two events have one id');
  if (times.some((at, n) => at < (times[n - 1] ?? ''))) problems.push('a time is earlier than the one before it');
  if (stored.ticket.updated_at !== times.at(-1)) problems.push('updated_at is not the time of the last event');
  const { malformed, preamble, buriedHeaders, closed } = thread;
  if (malformed.length + preamble.length + buriedHeaders.length > 0 || !closed) problems.push('the thread is torn');
  problems.push(...(await complaints(folder)));
  return {
    reached: `${accepted.length - lost.length} of ${answers.length} in the thread, ${distinct.size} distinct event ids`,
    problems,
  };
}
