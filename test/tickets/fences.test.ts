import { expect, test } from 'vitest';
import { findFences, isIn } from '../../src/tickets/fences.js';

const fencesIn = (text: string) => findFences(text.split('\n')).map(({ from, to }) => [from, to]);

test('a fence ends at a mark of its own kind that is as long and says no more', () => {
  expect(fencesIn('```\na\n```')).toEqual([[0, 2]]);
  expect(fencesIn('````md\n```\n````\n')).toEqual([[0, 2]]);
  expect(fencesIn('~~~\n```\n~~~~')).toEqual([[0, 2]]);
  expect(fencesIn('```js\n```js\n```')).toEqual([[0, 2]]);
  expect(fencesIn('   ```\nx\n  ``` \n    ```')).toEqual([[0, 2]]);
  expect(fencesIn('``` a`b\n```\n```')).toEqual([[1, 2]]);
});

test('one that is never closed is none', () => {
  expect(fencesIn('```\na\n~~~\nb\n~~~')).toEqual([[2, 4]]);
  expect(fencesIn('````\n```\n```')).toEqual([[1, 2]]);
});

test('lines between the marks are enclosed, the marks are not', () => {
  const isFenced = isIn(findFences('```\na\n```\nb\n~~~\nc\n~~~'.split('\n')));
  expect([0, 1, 2, 3, 4, 5, 6].map(isFenced)).toEqual([false, true, false, false, false, true, false]);
});

test('as many marks as a file can hold take no time worth speaking of', () => {
  const lines = Array.from({ length: 300_000 }, (_, n) => '`'.repeat(3 + (n % 500)) + (n % 2 === 0 ? 'x' : ' x'));
  expect(findFences(lines)).toEqual([]);
});
