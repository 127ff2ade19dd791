type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * One way round for each knot of a graph in which every node can reach every other, beginning at its smallest name.
 * Tarjan's algorithm without recursion: it takes linear time, and no depth of a graph overflows the stack.
 */
export function findCycles(edges: Edges): string[][] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const cycles: string[][] = [];
  const enter = (node: string) => {
    lowest.set(node, numbers.size);
    numbers.set(node, numbers.size);
    path.push(node);
    onPath.add(node);
    return { node, next: 0 };
  };
  const lower = (node: string, number: number | undefined) => {
    lowest.set(node, Math.min(lowest.get(node) ?? 0, number ?? 0));
  };
  for (const start of edges.keys()) {
    const open = numbers.has(start) ? [] : [enter(start)];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const target = edges.get(top.node)?.[top.next++];
      if (target !== undefined) {
        if (!numbers.has(target)) open.push(enter(target));
        else if (onPath.has(target)) lower(top.node, numbers.get(target));
        continue;
      }
      open.pop();
      const above = open.at(-1);
      if (above !== undefined) lower(above.node, lowest.get(top.node));
      if (lowest.get(top.node) !== numbers.get(top.node)) continue;
      const knot = path.splice(path.lastIndexOf(top.node));
      for (const node of knot) onPath.delete(node);
      if (knot.length > 1) cycles.push(wayRound(knot, edges));
    }
  }
  return cycles;
}

/** The shortest way from the smallest node of a knot back to itself. */
function wayRound(knot: readonly string[], edges: Edges): string[] {
  const within = new Set(knot);
  const start = knot.reduce((one, other) => (other < one ? other : one));
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (const node of open)
    for (const target of edges.get(node) ?? []) {
      if (target === start) return wayTo(node, start, cameFrom);
      if (!within.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      open.push(target);
    }
  return [start];
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let node = end; node !== start; ) {
    node = cameFrom.get(node) ?? start;
    way.push(node);
  }
  return way.reverse();
}
