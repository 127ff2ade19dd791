import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWire } from '../src/pods/client.js';
import { isRecord } from '../src/pods/parse-metadata.js';
import { podFile } from '../src/pods/pods.js';
import type { Wire } from '../src/pods/wire.js';
import { type Serving, withLivePod } from './live.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';

const each = 50;
const patient = { deadlineMs: 600_000 };

/** Many clients send notices at once, some of them twice, and the inbox has each accepted one exactly once. */
export const notices: Row = {
  name: 'notices',
  done: (size) => `${size} clients send ${each} notices each to one live pod at once, every fifth one twice`,
  full: 200,
  short: 20,
  run: (size) => withProduct((product) => crowd(product, size)),
  controls: [
    {
      without: 'the look whether an id is known',
      run: () =>
        withProductWithout(
          {
            file: 'src/pods/inbox.ts',
            text: "if (isKnown(inbox, notice.id) || fresh.has(notice.id)) return 'known';",
            instead: '',
          },
          (product) => crowd(product, 20),
        ),
    },
  ],
};

interface Tally {
  accepted: string[];
  /** How often each code was answered. */
  refused: Map<string, number>;
  problems: string[];
}

function crowd(product: Product, size: number): Promise<Outcome> {
  return withLivePod(product, async (serving) => {
    const tally: Tally = { accepted: [], refused: new Map(), problems: [] };
    await Promise.all(Array.from({ length: size }, (_, n) => client(serving, n, tally)));
    return judge(serving, tally);
  });
}

/** One connection that sends all it has before it hears a word. */
async function client({ socket }: Serving, client: number, tally: Tally): Promise<void> {
  const { wire } = await openWire(socket, patient);
  const ids = Array.from({ length: each }, (_, n) => `${client}-${n}`);
  const sent = ids.flatMap((id, n) => (n % 5 === 0 ? [id, id] : [id]));
  for (const id of sent) {
    const params = { message: `the word of ${id}`, auto_run: false, id };
    await wire.write({ method: 'notify', params });
  }
  await hearAnswers(wire, sent.length, tally);
  wire.close();
}

async function hearAnswers(wire: Wire, count: number, { accepted, refused, problems }: Tally): Promise<void> {
  for (let heard = 0; heard < count; ) {
    const { event, data } = await wire.next('answer');
    if (!isRecord(data) || (event !== 'notify_accepted' && event !== 'error')) continue;
    heard++;
    if (event === 'notify_accepted') accepted.push(String(data.id));
    else if (typeof data.code === 'string') refused.set(data.code, (refused.get(data.code) ?? 0) + 1);
    else problems.push('a notice was refused without a code');
  }
}

async function judge({ pods, name }: Serving, { accepted, refused, problems }: Tally): Promise<Outcome> {
  await sleep(100);
  const kept = ['inbox.1.jsonl', 'inbox.jsonl'].flatMap((file) => idsIn(podFile(pods, name, file)));
  const unique = new Set(kept);
  const lost = [...new Set(accepted)].filter((id) => !unique.has(id));
  if (lost.length > 0) problems.push(`${lost.length} accepted notices are not in the inbox`);
  if (kept.length > unique.size) problems.push(`${kept.length - unique.size} notices stand in the inbox twice`);
  const codes = Array.from(refused, ([code, count]) => `${count} refused as ${code}`);
  return { reached: [`${unique.size} kept, once each`, ...codes].join(', '), problems };
}

function idsIn(path: string): string[] {
  const lines = textIfPresent(path)
    .split('\n')
    .filter((line) => line !== '');
  return lines
    .map((line): unknown => JSON.parse(line))
    .flatMap((value) => (isRecord(value) && typeof value.id === 'string' ? [value.id] : []));
}

function textIfPresent(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
