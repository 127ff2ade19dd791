import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromJSONSchema } from 'zod';
import { parseItem } from '../../src/tickets/document.js';
import { sourceOf, states, statuses, ticketOf } from '../../src/tickets/ticket.js';
import { hasCorpora, readCorpora } from './corpora.js';

const schema = JSON.parse(readFileSync(new URL('../../schema/item.json', import.meta.url), 'utf8'));
const item = fromJSONSchema(schema);
const least = { title: 'a', created_at: '2026-06-01T13:29:55Z', updated_at: '2026-06-01T13:29:55Z' };

describe('the schema of item.md, for editors', () => {
  it('describes every field that has a meaning', () => {
    const known = Object.keys(ticketOf('a', sourceOf({ fields: { state: 'ready' }, lines: {} }))).filter(
      (name) => name !== 'other',
    );
    expect(Object.keys(schema.properties).toSorted()).toEqual(known.toSorted());
    expect(schema.anyOf).toEqual([{ required: ['state'] }, { required: ['status'] }]);
    expect(schema.properties.state.enum).toEqual(states);
    expect(schema.properties.status.enum).toEqual(statuses);
    for (const field of Object.values<{ description: string }>(schema.properties))
      expect(field.description).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    [{ state: 'ready' }, true],
    [{ status: 'open', labels: ['a'], assignee: null, note: { kept: 'as it is' } }, true],
    [{ state: 'redy' }, false],
    [{ state: 'ready', labels: 'a' }, false],
    [{ state: 'ready', updated_at: 'yesterday' }, false],
    [{ state: 'ready', priority: 'P9' }, false],
  ])('of %j says %s', (fields, isValid) => {
    expect(item.safeParse({ ...least, ...fields }).success).toBe(isValid);
  });
});

describe.runIf(hasCorpora)('two real stores', () => {
  it('follow the schema', () => {
    for (const { path, bytes } of readCorpora()) {
      const read = parseItem(bytes);
      const fields = 'problem' in read ? {} : { ...read.fields };
      expect([path, item.safeParse(fields).error?.issues ?? []]).toEqual([path, []]);
    }
  });
});
