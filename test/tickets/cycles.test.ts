import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCycles } from '../../src/tickets/cycles.js';

const graph = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 })), { maxLength: 14 })
  .map((pairs) => {
    const edges = new Map<string, string[]>();
    for (const [from, to] of pairs)
      if (from !== to) edges.set(`n${from}`, [...(edges.get(`n${from}`) ?? []), `n${to}`]);
    return edges;
  });

/** Who can be reached, said in another way. */
function reach(edges: ReadonlyMap<string, string[]>, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(edges.get(from) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(edges.get(node) ?? []));
  }
  return seen;
}

test('one circle is found for each knot, each of its steps is there, and it begins at the smallest name', () => {
  fc.assert(
    fc.property(graph, (edges) => {
      const nodes = [...new Set([...edges.keys(), ...[...edges.values()].flat()])];
      const knots = new Set(
        nodes
          .filter((node) => reach(edges, node).has(node))
          .map((node) =>
            nodes
              .filter((other) => reach(edges, node).has(other) && reach(edges, other).has(node))
              .sort()
              .join(),
          ),
      );
      const cycles = findCycles(edges);
      expect(cycles.map(([first]) => first).sort()).toEqual([...knots].map((knot) => knot.split(',')[0]).sort());
      for (const cycle of cycles)
        for (const [n, node] of cycle.entries()) expect(edges.get(node)).toContain(cycle[(n + 1) % cycle.length]);
    }),
    { numRuns: 500 },
  );
});

test('a chain as long as a large store neither overflows nor takes long', () => {
  const edges = new Map(Array.from({ length: 200_000 }, (_, n) => [`n${n}`, [`n${n + 1}`]]));
  expect(findCycles(edges)).toEqual([]);
  expect(findCycles(edges.set('n200000', ['n0']))[0]).toHaveLength(200_001);
});
