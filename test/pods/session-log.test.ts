import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appendSession, newestEntries, openSessionLog, type SessionEntry } from '../../src/pods/session-log.js';
import { podsWith } from './live-world.js';

function entry(n: number, text = ''): SessionEntry {
  return { at: '2026-06-18T14:33:50Z', event: 'text_done', data: { text: `${n} ${text}` } };
}

it('a session is there again after a start, and a torn line costs itself alone', async () => {
  const pods = await podsWith('hare');
  const path = join(pods.root, 'hare/session.jsonl');
  const log = openSessionLog(pods, 'hare');
  expect(readFileSync(path, 'utf8')).toBe('');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  appendSession(log, entry(1));
  appendFileSync(path, '{"at":"2026');
  const again = openSessionLog(pods, 'hare');
  appendSession(again, entry(2));
  expect(newestEntries(again)).toEqual([entry(1), entry(2)]);
  expect(newestEntries(openSessionLog(pods, 'hare'))).toEqual([entry(1), entry(2)]);
});

it('who connects is shown the newest 256 KiB, and a single longer entry not at all', async () => {
  const pods = await podsWith('hare');
  const log = openSessionLog(pods, 'hare');
  for (let n = 0; n < 60; n++) appendSession(log, entry(n, 'x'.repeat(10_000)));
  const bytes = Buffer.byteLength(JSON.stringify(newestEntries(log)));
  expect(bytes).toBeLessThanOrEqual(256 * 1024 + 2);
  expect(bytes).toBeGreaterThan(256 * 1024 - 11_000);
  expect(newestEntries(log).at(-1)).toEqual(entry(59, 'x'.repeat(10_000)));
  expect(newestEntries(openSessionLog(pods, 'hare'))).toEqual(newestEntries(log));
  appendSession(log, entry(60, 'x'.repeat(300_000)));
  expect(newestEntries(log)).toEqual([]);
});

it('a log of 8 MiB is put aside, one of them, and a new one begun', async () => {
  const pods = await podsWith('hare');
  const log = openSessionLog(pods, 'hare');
  for (let n = 0; n < 180; n++) appendSession(log, entry(n, 'x'.repeat(100_000)));
  expect(statSync(log.path).size).toBeLessThan(8.2 * 1024 * 1024);
  expect(statSync(join(pods.root, 'hare/session.1.jsonl')).size).toBeGreaterThan(8 * 1024 * 1024);
});
