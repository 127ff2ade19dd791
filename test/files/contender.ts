import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../src/files/lock.js';

/** A process of its own: adds to a counter under the lock, or holds the lock until it is killed. */
const [stateDir = '', job = '', rounds = '0'] = process.argv.slice(2);
const counter = join(stateDir, 'tmp', 'counter');

if (job === 'hold') {
  await withLock(stateDir, async () => {
    process.stdout.write('held\n');
    await sleep(600_000);
  });
}

for (let round = 0; round < Number(rounds); round++) {
  await withLock(stateDir, async () => {
    const count = Number(readFileSync(counter, 'utf8'));
    await sleep(1);
    writeFileSync(counter, String(count + 1));
  });
}
