import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';

interface Ran {
  command: string;
  status: number;
  output: string;
}

it('the demo runs real commands in a scratch store: a notice delivered, healed, not live; and leaves nothing', () => {
  const { directory } = workspace();
  const env = { TMPDIR: directory, TICKETS_POD: 'somebody', TICKETS_IN_HOOK: '1', WORK_ITEMS_DIR: '/nowhere' };
  const said = run(directory, ['demo', '--json'], { env });
  expect(said.status).toBe(0);
  const { steps, directory: kept } = JSON.parse(said.stdout);
  const outputOf = (words: string) => steps.find(({ command }: Ran) => command.startsWith(`tickets ${words}`)).output;
  expect(steps.filter(({ status }: Ran) => status !== 0).map(({ command, status }: Ran) => [command, status])).toEqual([
    ['tickets start make-peers-of-two-pods', 5],
    ['tickets reopen make-peers-of-two-pods --require-delivery', 8],
  ]);
  expect(outputOf('comment make-peers-of-two-pods')).toContain('(missing): there is no such pod here');
  expect(outputOf('start make-peers-of-two-pods --verbose')).toContain('the Companion shop was told (recorded)');
  expect(outputOf('pod serve companion')).toMatch(/ notice from shop-orchestrator: .*\n.* notice from .*\nshop is not/);
  expect(outputOf('done make-peers-of-two-pods')).toContain('are peers now (ensured)');
  expect(outputOf('close make-peers-of-two-pods')).toContain('was not told (not-live)');
  expect(kept).toBe(null);
  expect(readdirSync(directory)).toEqual([]);
});
