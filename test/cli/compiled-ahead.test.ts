import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

/** What V8 did with the cache of each chunk that a command line loads. */
function takenBy(...words: string[]): string[] {
  const script = `
    const taken = [];
    const load = require(${at('bin/run.js')}).openLoader(${at('dist/cli')}, (cache, script) =>
      taken.push(String(script.cachedDataRejected) + ' ' + cache.split('/').at(-1)));
    load('main.cjs').run(${JSON.stringify(words)}).then(() => console.error(JSON.stringify(taken)));`;
  const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: '/' });
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
}

it.each([['--version'], ['list'], ['comment', 'x', '-m', 'text'], ['status']])(
  'what the build has compiled of the chunks of `tickets %s` is taken by V8',
  (...words) => {
    const taken = takenBy(...words);
    expect(taken.length).toBeGreaterThan(1);
    expect(taken.filter((one) => !one.startsWith('false '))).toEqual([]);
  },
);
