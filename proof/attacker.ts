import { once } from 'node:events';
import { attacks, connectTo } from './attacks.js';

/** A process that attacks a socket in every way there is, one after the other, and tells which one it is at. */
const [path = '', size = '1', seed = '1'] = process.argv.slice(2);
let state = Number(seed) + 1;

/** Park and Miller's generator: what is random in an attack is the same for the same seed. */
function random(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

process.send?.('ready');
await once(process, 'message');
for (const [name, attack] of Object.entries(attacks)) {
  process.send?.(name);
  await attack({ connect: connectTo(path), size: Number(size), random });
}
process.disconnect();
