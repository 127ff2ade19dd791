import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base32Id, slugify, timestampId } from '../../src/tickets/new-id.js';
import { matchReference } from '../../src/tickets/reference.js';
import { isId, slugOfId } from '../../src/tickets/ticket.js';

const ids = [
  '20260601-132955-peer-handshake',
  '20260602-000000-peer',
  '20260602-000001-handshake-tests',
  '00001KTCQN35G',
];

describe('a reference', () => {
  test('is an exact id, then an exact slug, then a part of an id', () => {
    expect(matchReference('20260602-000000-peer', ids)).toEqual([ids[1]]);
    expect(matchReference('peer', ids)).toEqual([ids[1]]);
    expect(matchReference('peer-handshake', ids)).toEqual([ids[0]]);
    expect(matchReference('handshake', ids)).toEqual([ids[0], ids[2]]);
    expect(matchReference('1329', ids)).toEqual([ids[0]]);
    expect(matchReference('132', ids)).toEqual([]);
    expect(matchReference('00001ktcqn35g', ids)).toEqual([ids[3]]);
  });

  test('that is a whole id finds that id, whatever others hold', () => {
    const name = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z._-]{0,20}$/).filter(isId);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), fc.nat(), (all, n) => {
        const wanted = all[n % all.length] ?? '';
        expect(matchReference(wanted, all)).toEqual([wanted]);
      }),
    );
  });

  test('never finds an id that does not hold it', () => {
    const name = fc.stringMatching(/^[0-9a-z][0-9a-z-]{0,12}$/).filter(isId);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), fc.string({ minLength: 1, maxLength: 6 }), (all, typed) => {
        for (const id of matchReference(typed, all)) expect(id.toLowerCase()).toContain(typed.toLowerCase());
      }),
    );
  });
});

describe('a new id', () => {
  test('is a legal directory name that carries its slug, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        const slug = slugify(title);
        expect(slug).toMatch(/^[a-z0-9][a-z0-9-]{0,47}$/);
        const id = timestampId(new Date('2026-06-01T13:29:55.123Z'), slug);
        expect(isId(id)).toBe(true);
        expect(slugOfId(id)).toBe(slug);
      }),
    );
  });

  test('has an ASCII slug of 48 characters at most, and item for a title without any', () => {
    expect(slugify('TUI: add peer Pod handshake!')).toBe('tui-add-peer-pod-handshake');
    expect(slugify('内部 Worker / 内部 Pod の Workflow 化')).toBe('worker-pod-workflow');
    expect(slugify('設計')).toBe('item');
    expect(slugify('x'.repeat(100))).toHaveLength(48);
    expect(slugify(`${'x'.repeat(47)} yz`)).toBe('x'.repeat(47));
  });

  test('in base32 is the milliseconds, and sorts by time', () => {
    expect(base32Id(Date.parse('2026-06-05T20:30:06Z'))).toBe('00001KTCQN35G');
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 50 }), fc.nat({ max: 2 ** 50 }), (a, b) => {
        expect(base32Id(a) < base32Id(b)).toBe(a < b);
      }),
    );
  });

  test.each(['', '.', '..', '.git', '-x', 'a/b', 'a\\b', 'open', 'Pending', 'CLOSED', 'a b', 'ä', 'x'.repeat(129)])(
    'is never %j',
    (name) => {
      expect(isId(name)).toBe(false);
    },
  );
});
