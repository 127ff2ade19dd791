import { expect, it } from 'vitest';
import { companionHook } from '../../src/hooks/companion-hook.js';
import type { LifecycleEvent } from '../../src/hooks/hook.js';
import { plainTicket } from '../helpers/ticket-fields.js';
import { podsWorld } from '../pods/pods-world.js';

const id = '20260601-132955-peer-handshake';
const event: LifecycleEvent = {
  name: 'comment',
  ticket: plainTicket(id, 'Make peers'),
  path: `work-items/${id}`,
  directory: `/home/mira/shop/work-items/${id}`,
  events: [{ id: 'abcd1234', kind: 'comment', author: 'mira', at: null, attributes: {}, heading: '', body: '' }],
  author: 'mira',
};

it('of several who announce first at once, each finds the pair that one of them makes', async () => {
  const { pods } = podsWorld({ 'forest/metadata.json': '{"pod_name": "forest"}' });
  let count = 0;
  const newId = () => `notice-${count++}`;
  const hook = companionHook({ pods, acting: undefined, newId, now: () => new Date(), isVerbose: false });
  const told = await Promise.all(Array.from({ length: 5 }, () => hook.tell?.(event)));
  const reasons = told.flatMap((one) => one?.notices ?? []).map(({ delivery }) => delivery.reason);
  expect(reasons).toEqual(Array(5).fill('not-live'));
});
