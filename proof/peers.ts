import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pods } from '../src/pods/pods.js';
import { foreignMetadata } from '../test/pods/foreign-metadata.js';
import { withFolder } from './folder.js';
import { withoutLock } from './guards.js';
import type { Step } from './peer-actor.js';
import { filesOfPods, leftByWriters, peersOf, writePods } from './pods.js';
import { hear, startScript } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';

/** How often each process registers a peer or unregisters it. */
const rounds = 40;
const names = Array.from({ length: 10 }, (_, n) => `pod-${n}`);
const pairs = names.flatMap((one, n) => names.slice(n + 1).map((other): Pair => [one, other]));

type Pair = readonly [string, string];

export const peers: Row = {
  name: 'peers',
  done: (size) =>
    `${size} processes at once, ${names.length} pods, ${size * rounds} registrations and unregistrations of peers`,
  full: 50,
  short: 6,
  run: (size) => withProduct((product) => relate(product, size)),
  controls: [
    {
      without: 'the lock: nobody waits for it',
      run: () => withProductWithout(withoutLock.cut, (product) => relate(product, 8)),
    },
  ],
};

const actor = new URL('peer-actor.ts', import.meta.url);

interface Actor {
  pair: Pair;
  /** Whether it leaves the pair registered; every second one does. */
  endsRegistered: boolean;
  steps: Step[];
}

function relate(product: Product, size: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    const pods = writePods(folder, Object.fromEntries(names.map((name) => [name, ['keeper']])));
    const actors = await act(product, folder, size);
    const problems = [...judgeSteps(actors), ...judgePods(pods, actors), ...leftByWriters(pods)];
    const steps = actors.flatMap((one) => one.steps);
    const done = steps.filter(({ refused }) => refused === null).length;
    return { reached: `${done} of ${steps.length} done: ${textOf(pods)}`, problems };
  });
}

/** Few pods, so that everybody writes to files that others write to as well; most pairs are of one process alone. */
async function act(product: Product, folder: string, size: number): Promise<Actor[]> {
  const library = pathToFileURL(join(product.root, 'dist/index.js')).href;
  const started = Array.from({ length: size }, (_, n) => {
    const pair = pairs[n % pairs.length] ?? ['', ''];
    const endsRegistered = n % 2 === 0;
    const args = [library, ...pair, String(rounds), endsRegistered ? 'register' : 'unregister'];
    return { pair, endsRegistered, running: startScript(actor, args, folder) };
  });
  await Promise.all(started.map(({ running }) => hear(running)));
  for (const { running } of started) running.child.send('go');
  return Promise.all(
    started.map(async ({ running, ...actor }) => {
      const { stdout } = await running.ended;
      return { ...actor, steps: JSON.parse(stdout) };
    }),
  );
}

/** Pairs that no other process works on: there each step finds what the one before it has left. */
function alone(actors: readonly Actor[]): Actor[] {
  return actors.filter(({ pair }) => actors.filter((one) => one.pair === pair).length === 1);
}

function judgeSteps(actors: readonly Actor[]): string[] {
  const refused = actors.flatMap(({ steps }) => steps.flatMap((step) => step.refused ?? []));
  const lost = alone(actors).flatMap(({ pair, steps }) =>
    steps.filter(({ changed, isRegistration }, n) => changed !== (n > 0 || isRegistration)).map(() => pair.join(' ')),
  );
  return [
    ...(refused.length > 0 ? [`${refused.length} refused (${[...new Set(refused)].join(', ')})`] : []),
    ...(lost.length > 0 ? [`${lost.length} steps did not find what the step before had left (${lost[0]})`] : []),
  ];
}

function judgePods(pods: Pods, actors: readonly Actor[]): string[] {
  const oneSided = oneSidedIn(pods);
  const wrong = alone(actors).filter(({ pair: [one, other], endsRegistered }) => {
    return peersOf(pods, one).includes(other) !== endsRegistered;
  });
  const torn = Object.entries(filesOfPods(pods)).filter(([path, text]) => !keepsFields(path, text));
  return [
    ...(oneSided.length > 0 ? [`${oneSided.length} relations are one-sided (${oneSided[0]})`] : []),
    ...(wrong.length > 0 ? [`${wrong.length} pairs are not as their process left them`] : []),
    ...torn.map(([path]) => `${path} has lost a field`),
  ];
}

function oneSidedIn(pods: Pods): string[] {
  return pairs
    .filter(([one, other]) => peersOf(pods, one).includes(other) !== peersOf(pods, other).includes(one))
    .map((pair) => pair.join(' '));
}

/** Every byte apart from the entries that came and went, which are written without a space. */
function keepsFields(path: string, text: string): boolean {
  const name = path.replace('/metadata.json', '');
  return text.replace(/,\{"pod_name":"pod-\d"\}/g, '') === foreignMetadata(name, ['keeper']);
}

function textOf(pods: Pods): string {
  const kept = Object.entries(filesOfPods(pods)).filter(([path, text]) => keepsFields(path, text));
  const related = pairs.filter(([one, other]) => peersOf(pods, one).includes(other));
  return `${related.length} pairs are peers, ${oneSidedIn(pods).length} one-sided; ${kept.length} of ${names.length} pods have every other field byte for byte`;
}
