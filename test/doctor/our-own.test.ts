import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { workspace } from '../helpers/workspace.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The line of `.ci/run` that looks at our own tickets, as it is run there. */
function doctorStep(): string {
  const script = readFileSync(join(repository, '.ci/run'), 'utf8');
  const lines = script.split('\n').filter((line) => /^step .*\bdoctor\b/.test(line));
  expect(lines).toHaveLength(1);
  expect(script).toMatch(/^set -euo pipefail$/m);
  return lines[0] ?? '';
}

it('CI fails when one of our own tickets is broken, and only then', () => {
  const { directory } = workspace();
  cpSync(join(repository, 'work-items'), join(directory, 'work-items'), { recursive: true });
  writeFileSync(join(directory, 'tickets.sh'), `#!/bin/sh\nexec node "${repository}bin/run.js" "$@"\n`, {
    mode: 0o755,
  });
  const ci = () =>
    spawnSync('bash', ['-c', `set -euo pipefail\nstep() { "$@" </dev/null; }\n${doctorStep()}\necho went on`], {
      cwd: directory,
      encoding: 'utf8',
    });
  expect(ci()).toMatchObject({ status: 0, stdout: expect.stringContaining('went on') });
  const [id = ''] = readdirSync(join(directory, 'work-items')).filter((name) => /^\d{8}-/.test(name));
  const path = join(directory, 'work-items', id, 'thread.md');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\n---\n/, '\n'));
  const broken = ci();
  expect(broken).toMatchObject({ status: 1, stdout: expect.not.stringContaining('went on') });
  expect(broken.stdout).toContain(`work-items/${id}/`);
});
