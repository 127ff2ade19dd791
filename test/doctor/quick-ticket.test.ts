import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thoroughly } from '../../src/doctor/examine-ticket.js';
import type { Finding } from '../../src/doctor/finding.js';
import { openQuickLook, quickTicket } from '../../src/doctor/quick-ticket.js';
import { listPlaces } from '../../src/store/layout.js';
import { openStore } from '../../src/store/ticket-store.js';
import { defaultConfig } from '../../src/tickets/config.js';
import { workspace } from '../helpers/workspace.js';
import { cleanFlat, cleanOlder } from './clean-stores.js';
import { writeFiles } from './faults.js';

/** What may happen to a text, at a place that is chosen by a number. */
const words = [
  ...[
    '',
    ' ',
    '\n',
    '\n\n',
    '---\n',
    '\r\n',
    '\0',
    '\u00e9',
    '"',
    "'",
    ':',
    ': ',
    '#',
    '[',
    ']',
    '<<<<<<< a\n',
    '```\n',
  ],
  ...['closed', 'planning', 'done', 'P9', 'null', 'open', 'id: ', 'at: ', 'from: ready to: queued ', 'reason: a b '],
  ...['<!-- event: ', ' -->\n', '2026-06-30T00:00:00Z', '2026-02-30T00:00:00Z', 'to: done ', 'status: approve '],
  ...['\n<!-- event: comment author: a b at: 2026-06-30T00:00:00Z -->\n\ntext\n\n---\n', '\\<!-- event: x -->\n'],
  ...['state: closed\n', 'status: open\n', 'id: x\n', 'depends_on: [a]\n', 'blocks: a\n', 'title: x\n', 'labels: x\n'],
  ...['\u0085', '\u00a0', '\u2028', '\ufeff', '\t', '~', '&a ', '!!x ', 'x'.repeat(70_000)],
];
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  word: fc.constantFrom(...words),
  atLineStart: fc.boolean(),
});
const names = ['item.md', 'thread.md', 'resolution.md'];

function spoil(
  text: string,
  { at, cut, word, atLineStart }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): string {
  const place = Math.floor(at * text.length);
  const from = atLineStart ? text.lastIndexOf('\n', place) + 1 : place;
  return text.slice(0, from) + word + text.slice(from + cut);
}

test('a ticket that passes the quick look has no finding of its own, and is summed up alike', async () => {
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(cleanFlat, cleanOlder),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...names), change), { maxLength: 2 }),
      async (clean, changes) => {
        const made = workspace();
        const root = `${made.directory}/work-items`;
        const files = { ...clean };
        for (const [n, name, one] of changes) {
          const paths = Object.keys(files).filter((path) => path.endsWith(name));
          const path = paths[n % paths.length] ?? '';
          files[path] = spoil(files[path] ?? '', one);
        }
        writeFiles(root, files);
        const { places, layout } = listPlaces(root);
        const store = openStore({ directory: root, shown: 'work-items' });
        const look = openQuickLook();
        for (const place of places) {
          const quick = quickTicket(look, place);
          if (quick === undefined) continue;
          passed++;
          const findings: Finding[] = [];
          const summary = await thoroughly(
            { store, config: defaultConfig, layout, env: {}, patience: { leftMs: 0 } },
            place,
            findings,
          );
          expect(findings).toEqual([]);
          expect(quick).toEqual(summary);
        }
        rmSync(made.directory, { recursive: true });
      },
    ),
    { numRuns: 600 },
  );
  expect(passed).toBeGreaterThan(600);
});
