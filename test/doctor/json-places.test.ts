import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placesInJson } from '../../src/doctor/json-places.js';

it('each value has the line on which it begins', () => {
  const { lines, brokenAt } = placesInJson('{\n "a": [1,\n  {"b c": null}],\r\n\n "d":\n  "x, {\\"" }\n');
  expect(brokenAt).toBeNull();
  expect(Object.fromEntries(lines)).toEqual({ '': 1, a: 2, 'a.0': 2, 'a.1': 3, 'a.1.b c': 3, d: 6 });
});

it('what JSON.parse takes is whole, and what it refuses is broken, whatever is cut out or put in', () => {
  const text = fc.json({ noUnicodeString: false }).chain((json) =>
    fc.record({
      json: fc.constant(json),
      at: fc.nat(json.length),
      cut: fc.nat(2),
      put: fc.constantFrom('', ',', '"', '}', ']', ':', ' ', '\n', 'x'),
    }),
  );
  fc.assert(
    fc.property(text, ({ json, at, cut, put }) => {
      const changed = json.slice(0, at) + put + json.slice(at + cut);
      const { brokenAt } = placesInJson(changed);
      // Of numbers and escapes more is taken here than there is.
      if (isJson(changed)) expect(brokenAt).toBeNull();
      else if (!/[\d\\]/.test(changed)) expect(brokenAt).toBeGreaterThan(0);
    }),
  );
});

it('no text is too deep to be whole', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(placesInJson(deep).brokenAt).toBeNull();
  expect(placesInJson(`{"a": ${deep},\n"b": 1}`).lines.get('b')).toBe(2);
  expect(placesInJson(`{"a": ${deep},\n"b" 1}`).brokenAt).toBe(2);
});

it('the line of a fault is that where no JSON can go on', () => {
  expect(placesInJson('{\n"a": 1,\n}').brokenAt).toBe(3);
  expect(placesInJson('{\n"a" 1}').brokenAt).toBe(2);
  expect(placesInJson('[\n').brokenAt).toBe(2);
  expect(placesInJson('{}\n{}').brokenAt).toBe(2);
  expect(placesInJson('"'.repeat(3)).brokenAt).toBe(1);
  expect(placesInJson('['.repeat(100_000)).brokenAt).toBe(1);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
