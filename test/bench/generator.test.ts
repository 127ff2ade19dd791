import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backlog, byStatus, type Format, flat, tk } from '../../bench/formats.js';
import { sampleId, sampleTicket, stateAt } from '../../bench/sample-ticket.js';
import { restoreTicket, writeStore } from '../../bench/stores.js';
import { checkStore } from '../../src/actions/check-store.js';
import { listTickets } from '../../src/actions/list-tickets.js';
import { openApp } from '../../src/actions/open-app.js';
import { parseThread } from '../../src/tickets/thread.js';
import { states } from '../../src/tickets/ticket.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function contentOf(path: string): Array<[name: string, text: string]> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  return names.flatMap((name): Array<[string, string]> => {
    const file = join(path, name);
    return statSync(file).isFile() ? [[name, readFileSync(file, 'utf8')]] : [];
  });
}

function write(name: string, format: Format, size: number): string {
  const path = join(directory, name);
  writeStore(path, format, size);
  return path;
}

test.each([flat, byStatus, tk, backlog])('a $name store has the same bytes every time it is generated', (format) => {
  const first = contentOf(write('first', format, 30));
  expect(first.length).toBeGreaterThanOrEqual(30);
  expect(contentOf(write('second', format, 30))).toEqual(first);
});

test('another seed gives another ticket', () => {
  expect(sampleTicket(8, 2).body).not.toBe(sampleTicket(8, 1).body);
});

test('a hundred tickets show every state, and ninety of them are closed', () => {
  const found = Array.from({ length: 100 }, (_, number) => stateAt(number));
  expect(new Set(found)).toEqual(new Set(states));
  expect(found.filter((state) => state === 'closed')).toHaveLength(90);
});

test('a ticket depends on earlier ones, and one that is under way only on closed ones', () => {
  for (const number of Array.from({ length: 500 }, (_, index) => index)) {
    const { state, dependsOn } = sampleTicket(number);
    expect(dependsOn.every((other) => other >= 0 && other < number)).toBe(true);
    if (['queued', 'inprogress', 'done'].includes(state))
      expect(dependsOn.map(stateAt).every((other) => other === 'closed')).toBe(true);
  }
});

test('a related or depended-on id is the id of that ticket', () => {
  for (const number of [0, 5, 17]) expect(sampleId(number)).toBe(sampleTicket(number).id);
});

test('the parts of ids that are asked for are each in one id only', () => {
  for (const format of [flat, tk]) {
    const tickets = Array.from({ length: 200 }, (_, number) => sampleTicket(number));
    for (const ticket of tickets) {
      const holders = tickets.filter((other) => format.idOf(other).includes(format.partOf(ticket)));
      expect(holders).toEqual([ticket]);
    }
  }
});

test('threads are about 4.2 KB of well-formed events that end in the state of the ticket', () => {
  for (const number of Array.from({ length: 100 }, (_, index) => index)) {
    const { id, state } = sampleTicket(number);
    const text = flat.files(sampleTicket(number))[`work-items/${id}/thread.md`] ?? '';
    const thread = parseThread(text);
    expect(thread).toMatchObject({ preamble: [], buriedHeaders: [], malformed: [], closed: true });
    const last = thread.events.findLast(({ attributes }) => attributes.to !== undefined);
    expect(last?.attributes.to ?? 'planning').toBe(state);
    expect(Math.abs(Buffer.byteLength(text) - 4200)).toBeLessThan(300);
  }
});

test.each([flat, byStatus, tk, backlog])('a changed $name ticket is put back as it was generated', (format) => {
  const path = write('store', format, 10);
  const before = contentOf(path);
  const ticket = sampleTicket(7);
  restoreTicket(path, format, { ...sampleTicket(3), ...{ number: 7, id: ticket.id, slug: ticket.slug } });
  expect(contentOf(path)).not.toEqual(before);
  restoreTicket(path, format, ticket);
  expect(contentOf(path)).toEqual(before);
});

test.each([flat, byStatus])(
  'a $name store is read whole, field by field, and nothing is wrong with it',
  async (format) => {
    const path = write('store', format, 100);
    const app = await openApp({ cwd: path, env: { WORK_ITEMS_DIR: join(path, 'work-items') } });
    const { tickets, invalid } = await listTickets(app, { query: {}, sort: 'id', limit: 0 });
    expect(invalid).toEqual([]);
    expect(tickets).toMatchObject(
      Array.from({ length: 100 }, (_, number) => {
        const { id, title, state, kind, priority, labels, assignee, dependsOn } = sampleTicket(number);
        return {
          id,
          title,
          state,
          kind,
          priority,
          labels,
          assignee,
          depends_on: dependsOn.map((other) => sampleId(other)),
        };
      }),
    );
    const { findings, checked } = await checkStore(app);
    expect(checked).toBe(100);
    expect(findings).toEqual([]);
  },
);
