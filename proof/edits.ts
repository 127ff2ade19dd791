import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick, type Random, seededRandom } from '../bench/random.js';
import { createTicket } from '../src/actions/create-ticket.js';
import { revisionOf } from '../src/actions/revision.js';
import { read } from '../src/actions/steps.js';
import { withFolder } from './folder.js';
import { type Ended, startScript, tickets } from './processes.js';
import { type Cut, type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { complaints, openAt, readIfPossible, writeFile, writeStore } from './stores.js';

/** One ticket that two want to change in one place; each has the whole item as it should be after the edit. */
interface Contest {
  product: Product;
  folder: string;
  id: string;
  revision: string;
  first: Wish;
  second: Wish;
}

/** What one of them wants: a word in the contested place. */
interface Wish {
  word: string;
  /** The whole item with the word in it. */
  file: string;
  /** What `tickets edit` is to be told, in one of its ways. */
  words: readonly string[];
}

/** Lets the first edit in while the second is under way, and says where the refused text is afterwards. */
type Conflict = (contest: Contest) => Promise<{ ended: Ended; kept: string }>;

function edits(name: string, done: string, conflict: Conflict, control: { without: string; cut: Cut }): Row {
  const run = (product: Product, size: number, seed: number) => edit(product, conflict, size, seed);
  return {
    name,
    done: (size) => `${size} times two edits of one field or body, ${done}`,
    full: 50,
    short: 3,
    run: (size, seed) => withProduct((product) => run(product, size, seed)),
    controls: [
      {
        without: control.without,
        run: (seed) => withProductWithout(control.cut, (product) => run(product, 3, seed)),
      },
    ],
  };
}

export const editsByRevision = edits(
  'edits, --if-revision',
  'the second by `tickets edit --if-revision` with the revision before the first',
  editByRevision,
  {
    without: 'the comparison of revisions',
    cut: { file: 'src/actions/steps.ts', text: 'if (revision === expected) return;', instead: 'return;' },
  },
);

export const editsInEditor = edits('edits, $EDITOR', 'the first while the editor of the second is open', editInEditor, {
  without: 'the look at what changed while the editor was open',
  cut: {
    file: 'src/actions/edit-ticket.ts',
    text: 'if (Buffer.compare(before.item, fresh.item) === 0) return',
    instead: 'return',
  },
});

async function editByRevision({ product, folder, id, revision, first, second }: Contest) {
  await tickets(product, folder, ['edit', id, ...first.words]);
  const ended = await tickets(product, folder, ['edit', id, ...second.words, '--if-revision', revision]);
  return { ended, kept: second.file };
}

const atTerminal = new URL('at-terminal.ts', import.meta.url);

/** The "editor" saves the second text, and before it ends lets the first be edited by somebody else. */
async function editInEditor({ product, folder, id, first, second }: Contest) {
  const editor = join(folder, `${id}.sh`);
  const command = [process.execPath, join(product.root, 'bin/run.js'), 'edit', id, '--item', first.file];
  writeFile(editor, `cp '${second.file}' "$1"\n'${command.join("' '")}' > /dev/null\n`);
  const env = { EDITOR: `sh '${editor}'`, TMPDIR: folder };
  const { ended } = startScript(atTerminal, [product.root, 'edit', id], folder, env);
  const { stderr } = await ended;
  return { ended: await ended, kept: /kept in (\S+)/.exec(stderr)?.[1] ?? '' };
}

function edit(product: Product, conflict: Conflict, size: number, seed: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    writeStore(folder, 'flat');
    const random = seededRandom(seed);
    const problems: string[] = [];
    for (let n = 1; n <= size; n++) {
      const contest = await newContest(product, folder, n, random);
      const { ended, kept } = await conflict(contest);
      problems.push(...(await judge(contest, ended, kept)).map((problem) => `${contest.id}: ${problem}`));
    }
    problems.push(...(await complaints(folder)));
    return { reached: `${size - problems.length} of ${size} refused with exit 6, both texts there`, problems };
  });
}

async function newContest(product: Product, folder: string, n: number, random: Random): Promise<Contest> {
  const app = await openAt(folder);
  const fields = { title: `Contest ${n}`, assignee: 'nobody', body: 'The body as it was.' };
  const { ticket } = await createTicket(app, fields);
  const stored = await read(app, ticket.id);
  const place = pick(random, ['title', 'assignee', 'body'] as const);
  const isWhole = random(2) === 0;
  const wish = (word: string): Wish => {
    const [file, body] = [join(folder, `${ticket.id}.${word}.md`), join(folder, `${ticket.id}.${word}.txt`)];
    writeFile(file, new TextDecoder().decode(stored.item).replace(fields[place], word));
    writeFile(body, word);
    const part = place === 'body' ? ['-F', body] : [`--${place}`, word];
    return { word, file, words: isWhole ? ['--item', file] : part };
  };
  const revision = revisionOf(stored);
  return { product, folder, id: ticket.id, revision, first: wish(`first-${n}`), second: wish(`second-${n}`) };
}

async function judge({ folder, id, first, second }: Contest, ended: Ended, kept: string): Promise<string[]> {
  const item = (await readIfPossible(folder, id))?.item;
  const stored = new TextDecoder().decode(item);
  const problems: string[] = [];
  if (ended.code !== 6) problems.push(`the second edit ended with exit ${ended.code}`);
  if (!stored.includes(first.word)) problems.push('the first text is no longer in the store');
  if (kept === '' || readFileSync(kept, 'utf8') !== readFileSync(second.file, 'utf8'))
    if (!stored.includes(second.word)) problems.push('the second text is nowhere');
  return problems;
}
