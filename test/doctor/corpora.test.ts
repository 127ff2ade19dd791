import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { openCorpora } from '../helpers/corpus.js';
import { snapshot } from '../helpers/workspace.js';

const { corpora, remove } = openCorpora();
afterAll(remove);

/** Faults of form that people really made; docs/doctor.md tells of each. */
const real = ['buried_event'];

describe.each(corpora)('a real store, $layout', ({ root, tickets: count }) => {
  const doctor = async (cwd: string, ...words: string[]) =>
    json(await tickets(dirname(cwd), ['doctor', ...words, '--json'], { env: { WORK_ITEMS_DIR: cwd } }));

  it('has no error but those that are real', async () => {
    const { checked, findings } = await doctor(root);
    expect(checked).toBe(count);
    const errors = findings.filter(({ severity, code }) => severity === 'error' && !real.includes(code));
    expect(errors).toEqual([]);
  });

  it('keeps no warning after --fix but resolutions that nobody wrote, and every body', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tickets-corpus-'));
    try {
      cpSync(root, join(folder, 'store'), { recursive: true });
      const before = snapshot(join(folder, 'store'));
      const { findings } = await doctor(join(folder, 'store'), '--fix', '--yes');
      const warnings = findings.filter(({ severity }) => severity === 'warning').map(({ code }) => code);
      expect(warnings.filter((code) => code !== 'missing_resolution')).toEqual([]);
      const after = snapshot(join(folder, 'store'));
      const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
      expect(changed.filter((path) => !path.endsWith('/item.md'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
