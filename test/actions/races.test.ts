import { describe, expect, test } from 'vitest';
import { addEvidence } from '../../src/actions/add-evidence.js';
import { changeState } from '../../src/actions/change-state.js';
import { commentTicket } from '../../src/actions/comment-ticket.js';
import { editTicket } from '../../src/actions/edit-ticket.js';
import { relateTickets } from '../../src/actions/relate-tickets.js';
import type { Hook } from '../../src/hooks/hook.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

/** Does something in the instant between a decision and its writing. */
const meanwhile = (work: () => Promise<unknown>): Hook => {
  let isDone = false;
  return {
    name: 'meanwhile',
    ask: async () => {
      if (isDone) return null;
      isDone = true;
      await work();
      return null;
    },
  };
};

const world = () => workspace({ ...ticket('one', item('One', 'ready')), ...ticket('two', item('Two')) });

describe('what comes in between', () => {
  test('a state change does not lose a comment, nor the other way round', async () => {
    const space = world();
    const other = await space.app();
    const app = await space.app({ hooks: [meanwhile(() => changeState(other, 'one', 'queued'))] });
    const { ticket: after } = await commentTicket(app, 'one', 'comment', 'kept');
    expect(after.state).toBe('queued');
    expect(space.read('work-items/one/thread.md')).toContain('kept');
  });

  test('evidence of a long run is kept when the ticket has moved meanwhile', async () => {
    const space = world();
    const app = await space.app();
    const script = `import('node:fs').then((fs) => fs.writeFileSync('work-items/one/item.md', fs.readFileSync('work-items/one/item.md', 'utf8').replace('ready', 'queued')))`;
    const { ticket: after } = await addEvidence(app, 'one', { run: [process.execPath, '-e', script] });
    expect(after.state).toBe('queued');
    expect(space.read('work-items/one/thread.md')).toContain('event: evidence');
  });

  test('the same change by another makes it a repetition, without an event or a telling', async () => {
    const space = world();
    const other = await space.app();
    const told: string[] = [];
    const listener: Hook = {
      name: 'listener',
      tell: async ({ name }) => {
        told.push(name);
        return { diagnostics: [], notices: [] };
      },
    };
    const app = await space.app({ hooks: [meanwhile(() => changeState(other, 'one', 'queued')), listener] });
    const change = await changeState(app, 'one', 'queued');
    expect(change).toMatchObject({ changed: false, event: null, ticket: { state: 'queued' } });
    expect(told).toEqual([]);
    expect(space.read('work-items/one/thread.md').match(/event: state_changed/g)).toHaveLength(1);
  });

  test('another state is not overwritten', async () => {
    const space = world();
    const other = await space.app();
    const app = await space.app({ hooks: [meanwhile(() => changeState(other, 'one', 'pending'))] });
    await expect(changeState(app, 'one', 'queued')).rejects.toMatchObject({ kind: 'busy', code: 'ticket_changed' });
    expect(space.read('work-items/one/item.md')).toContain('state: pending');
  });

  test('a hook that refuses leaves every byte as it was', async () => {
    const space = world();
    const before = space.snapshot();
    const app = await space.app({ hooks: [{ name: 'gatekeeper', ask: async () => 'not on a Friday' }] });
    await expect(changeState(app, 'one', 'queued')).rejects.toMatchObject({ kind: 'refused', code: 'refused_by_hook' });
    expect(space.snapshot()).toEqual(before);
  });

  test('a hook that fails when it is told is a diagnostic of a change that stands', async () => {
    const space = world();
    const broken: Hook = {
      name: 'broken',
      tell: async () => {
        throw new Error('no\nroute');
      },
    };
    const change = await changeState(await space.app({ hooks: [broken] }), 'one', 'queued');
    expect(change.ticket.state).toBe('queued');
    expect(change.diagnostics).toEqual([{ level: 'warning', source: 'broken', text: 'no route' }]);
  });

  test('one relation is written once, however many ask for it', async () => {
    const space = world();
    const app = await space.app();
    await Promise.all(Array.from({ length: 6 }, () => relateTickets(app, 'one', 'depends_on', 'two')));
    expect(space.read('work-items/one/item.md').match(/two/g)).toHaveLength(1);
  });

  test('a list that holds more than words is not rewritten', async () => {
    const space = workspace(ticket('one', item('One', 'ready', 'labels: [a: b, c]\n')));
    const before = space.snapshot();
    await expect(editTicket(await space.app(), 'one', { labels: ['+n'] })).rejects.toMatchObject({
      code: 'strange_list',
    });
    expect(space.snapshot()).toEqual(before);
  });

  test('times of other zones and no times at all do not leave their event', async () => {
    const thread =
      '<!-- event: comment author: x at: 2030-06-18T14:33:50+09:00 -->\n\n## Comment\n\n---\n\n<!-- event: comment author: x at: 9999 -->\n\n## Comment\n\n---\n';
    const space = workspace(ticket('one', item('One', 'ready'), thread));
    const { event, ticket: after } = await commentTicket(await space.app(), 'one', 'comment', 'now');
    expect([event?.at, after.updated_at]).toEqual(['2030-06-18T05:33:50Z', '2030-06-18T05:33:50Z']);
  });
});
