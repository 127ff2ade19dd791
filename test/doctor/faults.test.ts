import { describe, expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { cleanFlat, cleanOlder } from './clean-stores.js';
import { faults, writeFiles } from './faults.js';

function world(store: Record<string, string>) {
  const made = workspace();
  const root = `${made.directory}/work-items`;
  writeFiles(root, store);
  return { ...made, root };
}

it.each([
  ['flat', cleanFlat],
  ['by-status', cleanOlder],
])('nothing is found in a clean %s store', async (_, store) => {
  const { directory } = world(store);
  const said = json(await tickets(directory, ['doctor', '--strict', '--json']));
  expect(said).toMatchObject({ ok: true, findings: [] });
});

it('there are faults of sixty kinds and more', () => {
  expect(new Set(faults.map(({ what }) => what)).size).toBe(faults.length);
  expect(new Set(faults.map(({ code }) => code)).size).toBeGreaterThanOrEqual(60);
});

describe('doctor finds', () => {
  it.each(faults)('$what', async ({ store, seed, code, path, line, severity }) => {
    const made = world(store);
    seed(made.root);
    const before = made.snapshot();
    const said = await tickets(made.directory, ['doctor', '--json']);
    const { findings, ok } = json(said);
    expect(findings).toContainEqual({
      code,
      severity,
      path: `work-items/${path}`,
      line,
      message: expect.stringMatching(/./),
      hint: expect.toSatisfy((hint) => hint === null || hint.length > 3),
      fixable: expect.any(Boolean),
    });
    expect(ok).toBe(findings.every((one) => one.severity !== 'error'));
    expect(said.status).toBe(ok ? 0 : 1);
    expect(made.snapshot()).toEqual(before);
  });
});
