import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { removeFolders } from '../../proof/folder.js';
import { rows } from '../../proof/rows.js';

// A disk in memory where there is one: in small, the proof is about who does what when, not about the disk.
if (existsSync('/dev/shm')) vi.stubEnv('TMPDIR', '/dev/shm');

afterAll(removeFolders);

const seed = 20260618;
const patient = { timeout: 180_000 };

describe.each(rows)('$name', (row) => {
  test('nothing is lost, torn or falsely said in the short form of the proof', patient, async () => {
    const { problems } = await row.run(row.short, seed);
    expect(problems).toEqual([]);
  });

  for (const control of row.controls)
    test(`the proof turns red without ${control.without}`, patient, async () => {
      const { problems } = await control.run(seed);
      expect(problems).not.toEqual([]);
    });
});
