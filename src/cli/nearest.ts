/** How many letters must be typed, dropped, changed or swapped to get from one word to the other. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let y = 1; y <= from.length; y++) {
    const next = [y];
    for (let x = 1; x <= to.length; x++) {
      const changed = (row[x - 1] ?? 0) + (from[y - 1] === to[x - 1] ? 0 : 1);
      const isSwap = from[y - 1] === to[x - 2] && from[y - 2] === to[x - 1];
      const swapped = isSwap ? (before[x - 2] ?? 0) + 1 : changed;
      next.push(Math.min((row[x] ?? 0) + 1, (next[x - 1] ?? 0) + 1, changed, swapped));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The names somebody who typed `word` most likely meant, best first, three at most. */
export function nearest(word: string, names: readonly string[]): string[] {
  if (word.length > 40) return [];
  const limit = word.length < 4 ? 1 : 2;
  return names
    .map((name) => ({ name, far: word.length > 1 && name.startsWith(word) ? 0.5 : distance(word, name) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}
