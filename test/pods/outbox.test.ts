import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failed, skipped } from '../../src/pods/delivery.js';
import { appendOutbox, readOutbox, type Sent, undeliveredTo } from '../../src/pods/outbox.js';
import { openPods, type Pods } from '../../src/pods/pods.js';
import { watchedDisk } from '../files/broken-disk.js';
import { workspace } from '../helpers/workspace.js';

function podsHere(): Pods {
  const { directory } = workspace({ 'tickets/.keep': '' });
  const env = { TICKETS_RUNTIME_DIR: join(directory, 'run') };
  return openPods(join(directory, 'tickets/pods'), { env, folderName: 'fox' });
}

function sent(id: string, more: Partial<Sent> = {}): Sent {
  const at = '2026-06-18T14:33:50.000Z';
  return { id, at, to: 'fox', message: 'hello', auto_run: false, delivery: skipped('not-live'), ...more };
}

const pathOf = ({ root }: Pods, name: string) => join(root, name, 'outbox.jsonl');

it('what was sent is read as it was written, one private line each', async () => {
  const pods = podsHere();
  const records = [
    sent('a', { message: '設計\n\u2028 "x"', delivery: failed('closed before its snapshot') }),
    sent('b'),
  ];
  for (const record of records) await appendOutbox(pods, 'hare', record);
  expect(readOutbox(pods, 'hare')).toEqual(records);
  expect(readFileSync(pathOf(pods, 'hare'), 'utf8').split('\n')).toHaveLength(3);
  expect(statSync(pathOf(pods, 'hare')).mode & 0o777).toBe(0o600);
  expect(readOutbox(pods, 'nobody')).toEqual([]);
});

it('the newest thousand are kept, in the file and in the answer', async () => {
  const pods = podsHere();
  await appendOutbox(pods, 'hare', sent('0'));
  const older = Array.from({ length: 995 }, (_, n) => `${JSON.stringify(sent(String(n + 1)))}\n`).join('');
  writeFileSync(pathOf(pods, 'hare'), older, { flag: 'a' });
  for (let n = 996; n < 1010; n++) await appendOutbox(pods, 'hare', sent(String(n)));
  const ids = Array.from({ length: 1000 }, (_, n) => String(n + 10));
  expect(readOutbox(pods, 'hare').map(({ id }) => id)).toEqual(ids);
  expect(readFileSync(pathOf(pods, 'hare'), 'utf8').trim().split('\n')).toHaveLength(1000);
});

it('a line that is added while the file is made anew is added to the new one as well', async () => {
  const pods = podsHere();
  await appendOutbox(pods, 'hare', sent('first'));
  let isReplaced = false;
  const files = watchedDisk((call) => {
    if (call !== 'write' || isReplaced) return;
    isReplaced = true;
    writeFileSync(`${pathOf(pods, 'hare')}.new`, `${JSON.stringify(sent('other'))}\n`);
    renameSync(`${pathOf(pods, 'hare')}.new`, pathOf(pods, 'hare'));
  });
  await appendOutbox({ ...pods, files }, 'hare', sent('second'));
  expect(readOutbox(pods, 'hare').map(({ id }) => id)).toEqual(['other', 'second']);
});

it('few, but long ones, are kept up to eight megabytes', async () => {
  const pods = podsHere();
  const message = 'x'.repeat(60_000);
  for (let n = 0; n < 150; n++) await appendOutbox(pods, 'hare', sent(String(n), { message }));
  expect(statSync(pathOf(pods, 'hare')).size).toBeLessThanOrEqual(8 * 1024 * 1024);
  const kept = readOutbox(pods, 'hare').map(({ id }) => Number(id));
  expect([kept.length > 100, kept.at(-1), (kept.at(-1) ?? 0) - (kept[0] ?? 0)]).toEqual([true, 149, kept.length - 1]);
});

it('many writers at once lose nothing, also where the file is made anew', async () => {
  const pods = podsHere();
  await appendOutbox(pods, 'hare', sent('first'));
  const older = Array.from({ length: 990 }, (_, n) => `${JSON.stringify(sent(`old${n}`))}\n`).join('');
  writeFileSync(pathOf(pods, 'hare'), older, { flag: 'a' });
  await Promise.all(Array.from({ length: 40 }, (_, n) => appendOutbox(pods, 'hare', sent(`new${n}`))));
  const ids = readOutbox(pods, 'hare').map(({ id }) => id);
  expect(ids).toHaveLength(1000);
  expect(ids.filter((id) => id.startsWith('new')).sort()).toEqual(
    Array.from({ length: 40 }, (_, n) => `new${n}`).sort(),
  );
});

it('a torn or hostile line is passed over, and the next record stands by itself', async () => {
  const pods = podsHere();
  await appendOutbox(pods, 'hare', sent('a'));
  const hostile = [
    'null',
    '[]',
    '{"id": 1}',
    '{"id":"x","at":"","to":"fox","message":"m","delivery":{"outcome":"maybe"}}',
  ];
  const record = { ...sent('odd'), delivery: { outcome: 'failed', reason: {}, evidence: [], detail: 7 } };
  const lines = [...hostile, '\0\xff', '['.repeat(50_000), JSON.stringify(record), '{"id": "to'];
  writeFileSync(pathOf(pods, 'hare'), lines.join('\n'), { flag: 'a' });
  await appendOutbox(pods, 'hare', sent('b'));
  expect(readOutbox(pods, 'hare').map(({ id }) => id)).toEqual(['a', 'odd', 'b']);
  const nothing = { outcome: 'failed', reason: null, evidence: null, detail: null };
  expect(readOutbox(pods, 'hare')[1]?.delivery).toEqual(nothing);
});

it('a pod that starts is shown what its peers could not tell it, once each and in order', async () => {
  const pods = podsHere();
  const at = (second: number) => `2026-06-18T14:33:0${second}.000Z`;
  await appendOutbox(pods, 'hare', sent('late', { at: at(5) }));
  await appendOutbox(pods, 'hare', sent('twice', { at: at(1) }));
  await appendOutbox(pods, 'hare', sent('other', { to: 'owl', at: at(1) }));
  await appendOutbox(pods, 'hare', sent('twice', { at: at(6), delivery: failed('closed') }));
  await appendOutbox(pods, 'hare', sent('heard', { at: at(2) }));
  const heard = { outcome: 'delivered', reason: null, evidence: 'recorded', detail: null } as const;
  await appendOutbox(pods, 'hare', sent('heard', { at: at(3), delivery: heard }));
  await appendOutbox(pods, 'lynx', sent('early', { at: at(0) }));
  const missed = undeliveredTo(pods, 'fox', ['hare', 'lynx', 'absent']);
  expect(missed.map(({ from, id }) => `${from} ${id}`)).toEqual(['lynx early', 'hare late', 'hare twice']);
});
