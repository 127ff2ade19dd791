import { ensureMetadata } from '../src/pods/metadata.js';
import { ensureExistingPeer, registerPeer, removePeer } from '../src/pods/peers.js';
import { lockPods, type Pods } from '../src/pods/pods.js';
import {
  callsOf,
  crashes,
  disturb,
  errnos,
  every,
  notTakenBack,
  type Operation,
  refusals,
  withoutFsync,
} from './disturb.js';
import { filesOfPods, leftByWriters, podsBelow, writePods } from './pods.js';
import type { Row } from './row.js';

/** A change of the metadata of hare, of fox, or of both, who have these peers before it. */
function onPods(name: string, [hare, fox]: [string[], string[]], act: (pods: Pods) => Promise<unknown>): Operation {
  const prepare: Operation['prepare'] = async (folder) => {
    await lockPods(writePods(folder, { hare, fox }), () => {});
    return async (copy) => {
      const pods = podsBelow(copy);
      return {
        stateDir: pods.stateDir,
        act: () => act(pods),
        nextWriter: () => lockPods(pods, () => {}),
        seen: () => filesOfPods(pods),
        complaints: async () => leftByWriters(pods),
      };
    };
  };
  return { name, prepare };
}

const operations: readonly Operation[] = [
  onPods('peer', [['owl'], []], (pods) => registerPeer(pods, 'hare', 'fox')),
  onPods('peer that the other side has lost', [['fox'], ['owl']], (pods) => registerPeer(pods, 'hare', 'fox')),
  onPods('peer that this side has lost', [[], ['hare']], (pods) => ensureExistingPeer(pods, 'hare', 'fox')),
  onPods('unpeer', [['fox'], ['owl', 'hare']], (pods) => removePeer(pods, 'hare', 'fox')),
  onPods('new pod', [['fox'], ['hare']], (pods) => ensureMetadata(pods, 'elk')),
];
const named = operations.map(({ name }) => name).join(', ');

export const peerCrashes: Row = {
  name: 'peers, crash states',
  done: (size) =>
    `${named}: the process ends, or the machine loses power with unsynced names kept or lost and unsynced data kept, halved or lost, at ${callsOf(size)}; the next writer is let in`,
  full: every,
  short: 6,
  run: (size, seed) => disturb(operations, crashes, size, seed),
  controls: [
    {
      without: 'fsync: the disk forgets what was written',
      run: (seed) => disturb(operations, withoutFsync, 40, seed),
    },
  ],
};

export const peerRefusals: Row = {
  name: 'peers, refused calls',
  done: (size) => `${named}: ${callsOf(size)} fails, once or from then on, with ${errnos.join(', ')} or a short write`,
  full: every,
  short: 5,
  run: (size, seed) => disturb(operations, refusals, size, seed),
  controls: [
    {
      without: 'undoing: after the failure the disk takes nothing back',
      run: (seed) => disturb(operations, notTakenBack, every, seed),
    },
  ],
};
