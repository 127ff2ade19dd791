import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

/** What V8 did with the cache of each chunk that some code loads with `load`. */
function takenBy(code: string): string[] {
  const script = `
    const taken = [];
    const load = require(${at('bin/run.js')}).openLoader(${at('dist/cli')}, (cache, script) =>
      taken.push(String(script.cachedDataRejected) + ' ' + cache.split('/').at(-1)));
    Promise.resolve(${code}).then(() => console.error(JSON.stringify(taken)));`;
  const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: '/' });
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
}

it.each([['--version'], ['list'], ['comment', 'x', '-m', 'text'], ['status']])(
  'what the build has compiled of the chunks of `tickets %s` is taken by V8',
  (...words) => {
    const taken = takenBy(`load('main.cjs').run(${JSON.stringify(words)})`);
    expect(taken.length).toBeGreaterThan(1);
    expect(taken.filter((one) => !one.startsWith('false '))).toEqual([]);
  },
);

it('so is what tells a live Companion, of which a build that had none would compile less than half', () => {
  const names = readdirSync(new URL('../../dist/cli', import.meta.url)).filter((name) => name.startsWith('telling-'));
  const [chunk = '', cache = ''] = names.sort();
  expect(takenBy(`load('${chunk}')`)).toContain(`false ${cache}`);
  const size = (name: string) => statSync(new URL(`../../dist/cli/${name}`, import.meta.url)).size;
  expect(size(cache)).toBeGreaterThan(2 * size(chunk));
});
