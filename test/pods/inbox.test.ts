import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeFiles } from '../../src/files/file-layer.js';
import { acceptNotices, consumeNotices, openInbox, prepareInbox, readInbox, room } from '../../src/pods/inbox.js';
import type { Notice } from '../../src/pods/notice.js';
import type { Pods } from '../../src/pods/pods.js';
import { systemError } from '../files/broken-disk.js';
import { podsWith } from './live-world.js';

function notice(id: string, message = `message ${id}`): Notice {
  return { id, at: '2026-06-18T14:33:50Z', source: null, proven: false, message, auto_run: false, late: false };
}

function file(pods: Pods): string {
  return join(pods.root, 'hare/inbox.jsonl');
}

function waiting(pods: Pods): string[] {
  return readInbox(pods, 'hare').map(({ id }) => id);
}

const now = '2026-06-18T15:00:00Z';

it('what is accepted waits, once per id, until it is consumed; also for another process', async () => {
  const pods = await podsWith('hare');
  expect(waiting(pods)).toEqual([]);
  const inbox = openInbox(pods, 'hare');
  expect(await acceptNotices(inbox, [notice('a'), notice('b'), notice('a', 'again')])).toEqual(['new', 'new', 'known']);
  const other = openInbox(pods, 'hare');
  expect(await acceptNotices(other, [notice('b'), notice('c')])).toEqual(['known', 'new']);
  expect(await consumeNotices(other, ['a', 'c', 'nobody'], now)).toBe(2);
  expect(await acceptNotices(inbox, [notice('c'), notice('d')])).toEqual(['known', 'new']);
  expect(waiting(pods)).toEqual(['b', 'd']);
  expect(readInbox(pods, 'hare')[0]).toEqual(notice('b'));
  expect(statSync(file(pods)).mode & 0o777).toBe(0o600);
});

it('reading takes nothing, makes nothing, and works where nothing may be written', async () => {
  const pods = await podsWith('hare');
  expect(waiting(pods)).toEqual([]);
  expect(existsSync(file(pods))).toBe(false);
  await acceptNotices(openInbox(pods, 'hare'), [notice('a')]);
  const before = readFileSync(file(pods), 'utf8');
  expect(waiting(pods)).toEqual(['a']);
  expect(readFileSync(file(pods), 'utf8')).toBe(before);
});

it('a line that a crash has cut off spoils no other, wherever it was cut', async () => {
  const pods = await podsWith('hare');
  await acceptNotices(openInbox(pods, 'hare'), [notice('a'), notice('b', '設計 💥')]);
  const whole = readFileSync(file(pods));
  const last = whole.lastIndexOf(10, whole.length - 2) + 1;
  for (let end = last; end <= whole.length; end++) {
    writeFileSync(file(pods), whole.subarray(0, end));
    const inbox = openInbox(pods, 'hare');
    // A line without its line feed was never confirmed; whole as it is, it counts once the next writer has ended it.
    const isWhole = end >= whole.length - 1;
    expect(await acceptNotices(inbox, [notice('c')])).toEqual(['new']);
    expect(waiting(pods)).toEqual(isWhole ? ['a', 'b', 'c'] : ['a', 'c']);
    expect(await acceptNotices(inbox, [notice('b')])).toEqual([isWhole ? 'known' : 'new']);
  }
});

it('hostile lines are passed over, and what stands between them is read', async () => {
  const pods = await podsWith('hare');
  const inbox = openInbox(pods, 'hare');
  await prepareInbox(inbox);
  const hostile = [
    ...['{', '', 'null', '7', '[]', '"a"', '{"id":7,"message":"x"}', '{"id":"","message":"x"}', '{"id":"x"}'],
    ...['{"consumed":["a"]}', '{"consumed":null,"at":1}', '{"__proto__":{"id":"p","message":"m"}}', '\0'],
    `{"id":"${'x'.repeat(201)}","message":"m"}`,
    `${'['.repeat(100_000)}`,
  ];
  for (const line of hostile) {
    appendFileSync(file(pods), `${line}\n`);
    appendFileSync(file(pods), Buffer.from([0xff, 0xfe, 0x0a]));
  }
  expect(await acceptNotices(inbox, [notice('a')])).toEqual(['new']);
  expect(waiting(pods)).toEqual(['a']);
  appendFileSync(file(pods), '{"id":"b","message":"m","source":7,"proven":true,"auto_run":"yes","late":1}\n');
  expect(readInbox(pods, 'hare')[1]).toEqual({
    ...notice('b', 'm'),
    at: '',
  });
});

it('any interleaving of two processes keeps every notice once, and consumes none that was not named', async () => {
  const action = fc.record({
    by: fc.nat({ max: 1 }),
    consume: fc.boolean(),
    ids: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
      const pods = await podsWith('hare');
      const inboxes = [openInbox(pods, 'hare'), openInbox(pods, 'hare')];
      const [held, read] = [new Set<string>(), new Set<string>()];
      for (const { by, consume, ids } of actions) {
        const inbox = inboxes[by] ?? openInbox(pods, 'hare');
        const names = ids.map(String);
        if (consume) {
          await consumeNotices(inbox, names, now);
          for (const name of names) if (held.delete(name)) read.add(name);
        } else {
          await acceptNotices(
            inbox,
            names.map((name) => notice(name)),
          );
          for (const name of names) if (!read.has(name)) held.add(name);
        }
      }
      expect(waiting(pods)).toEqual([...held]);
    }),
    { numRuns: 40 },
  );
});

it('a file of 8 MiB begins anew with what waits, and knows what was read', async () => {
  const pods = await podsWith('hare');
  const inbox = openInbox(pods, 'hare');
  await acceptNotices(inbox, [notice('kept', 'これは残る'), notice('first')]);
  const big = 'x'.repeat(60_000);
  for (let n = 0; n < 150; n++) {
    await acceptNotices(inbox, [notice(`big ${n}`, big)]);
    await consumeNotices(inbox, [`big ${n}`], now);
  }
  expect(statSync(file(pods)).size).toBeLessThan(2 * 1024 * 1024);
  expect(statSync(join(pods.root, 'hare/inbox.1.jsonl')).size).toBeGreaterThan(8 * 1024 * 1024);
  expect(statSync(file(pods)).mode & 0o777).toBe(0o600);
  for (const reader of [inbox, openInbox(pods, 'hare')]) {
    expect(await acceptNotices(reader, [notice('big 0'), notice('big 149'), notice('kept')])).toEqual([
      'known',
      'known',
      'known',
    ]);
  }
  expect(waiting(pods)).toEqual(['kept', 'first']);
});

it('an inbox that nobody reads takes so much and no more, and takes again once some was read', async () => {
  const pods = await podsWith('hare');
  const inbox = openInbox(pods, 'hare');
  const quarter = 'x'.repeat(room / 4 - 256);
  const big = [1, 2, 3, 4].map((n) => notice(`big ${n}`, quarter));
  expect(await acceptNotices(inbox, big)).toEqual(['new', 'new', 'new', 'new']);
  expect(await acceptNotices(inbox, [notice('more')])).toEqual(['full']);
  await consumeNotices(inbox, ['big 1'], now);
  expect(await acceptNotices(inbox, [notice('more')])).toEqual(['new']);
});

it('a disk that refuses is told as an error, and nothing that it may have lost is called safe', async () => {
  const honest = await podsWith('hare');
  let refuses = false;
  let synced = 0;
  const files = {
    ...nodeFiles,
    fsync: (fd: number) => {
      if (refuses) throw systemError('EIO');
      synced += 1;
      nodeFiles.fsync(fd);
    },
  };
  const pods: Pods = { ...honest, files };
  const inbox = openInbox(pods, 'hare');
  await acceptNotices(inbox, [notice('a')]);
  const inode = statSync(file(pods)).ino;
  refuses = true;
  await expect(acceptNotices(inbox, [notice('b')])).rejects.toMatchObject({ code: 'write_failed' });
  refuses = false;
  synced = 0;
  // The line may be in the file; the sync that failed is not asked again, all of it is written anew.
  expect(await acceptNotices(inbox, [notice('b')])).toEqual(['known']);
  expect(statSync(file(pods)).ino).not.toBe(inode);
  expect(synced).toBeGreaterThan(1);
  expect(waiting(pods)).toEqual(['a', 'b']);
});

it('a file that a person has taken away is made again', async () => {
  const pods = await podsWith('hare');
  const inbox = openInbox(pods, 'hare');
  await acceptNotices(inbox, [notice('a')]);
  rmSync(file(pods));
  expect(await acceptNotices(inbox, [notice('a'), notice('b')])).toEqual(['new', 'new']);
  expect(waiting(pods)).toEqual(['a', 'b']);
});
