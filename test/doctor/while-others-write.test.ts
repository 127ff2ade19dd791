import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { alpha, beta, cleanFlat, cleanOlder, gamma } from './clean-stores.js';
import { writeFiles } from './faults.js';

const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** What a busy day does, over and over, until it is told to stop. */
function writer(cwd: string, commands: readonly string[]): () => Promise<void> {
  const lines = commands.map((words) => `"${process.execPath}" "${binary}" ${words} >out.txt 2>&1 || cat out.txt >&2`);
  // A folder that is gone ends it as well.
  const script = `while [ -e work-items ] && [ ! -e stop ]; do\n${lines.join('\n')}\ndone`;
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn('sh', ['-c', script], { cwd, env: { ...env, TICKETS_AUTHOR: 'hare' }, stdio: 'ignore' });
  return () => new Promise((resolve) => child.once('close', () => resolve()));
}

it.each([
  [
    'flat',
    cleanFlat,
    [`start ${alpha}`, `comment ${beta} -m x`, `state ${alpha} planning`, `reopen ${gamma}`, `close ${gamma} -m x`],
  ],
  [
    'by-status',
    cleanOlder,
    [
      `close ${alpha} -m x`,
      `comment ${beta} -m x`,
      `status ${alpha} open`,
      `status ${beta} pending`,
      `status ${beta} open`,
    ],
  ],
] as const)(
  'a %s store that is written all the time has no findings',
  { timeout: 60_000 },
  async (_, store, commands) => {
    const { directory, write } = workspace();
    writeFiles(`${directory}/work-items`, store);
    const ended = writer(directory, commands);
    try {
      for (let round = 0; round < 40; round++) {
        const { findings } = json(await tickets(directory, ['doctor', '--json']));
        expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      write('stop', '');
      await ended();
    }
  },
);
