import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const source = fileURLToPath(new URL('../../src/cli/terminal.ts', import.meta.url));

it('after what nobody takes, a word is refused rather than waited for without an end', async () => {
  const script = `import { terminal } from ${JSON.stringify(source)};
    terminal.stdout.pour('x'.repeat(500_000));
    await terminal.stdout.drained();
    try { terminal.stdout.write('y'); } catch (error) { process.stderr.write(error.message); }
    process.exit();`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  await once(child.stderr, 'end');
  expect(said).toBe('nobody takes what was written before');
});
