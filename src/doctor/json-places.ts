export interface JsonPlaces {
  /** The lines of the values by their paths, like `relations.0.target`; of what lies deeper none. */
  lines: ReadonlyMap<string, number>;
  /** The line from which on the text is no JSON; null where all of it is. */
  brokenAt: number | null;
}

const deepestPlace = 3;
const deepest = 500;

/** Where things stand in a JSON text: JSON.parse does not say so, nor always where it fails. */
export function placesInJson(text: string): JsonPlaces {
  const lines = new Map<string, number>();
  let [at, line] = [0, 1];
  const skip = () => {
    for (; at < text.length && ' \t\r\n'.includes(text.charAt(at)); at++) if (text[at] === '\n') line++;
  };
  const take = (sign: string): boolean => {
    skip();
    if (text[at] !== sign) return false;
    at++;
    return true;
  };
  const takeText = (): string | undefined => {
    const start = at + 1;
    if (!take('"')) return undefined;
    for (; at < text.length && text.charCodeAt(at) >= 32; at++) {
      if (text[at] === '"') return text.slice(start, at++);
      if (text[at] === '\\') at++;
    }
    return undefined;
  };
  const takePlain = (): boolean => {
    const plain = /-?\d[\d.eE+-]*|true|false|null/y;
    plain.lastIndex = at;
    const read = plain.exec(text)?.[0] ?? '';
    at += read.length;
    return read !== '';
  };
  const takeAll = (end: string, takeOne: () => boolean): boolean => {
    if (take(end)) return true;
    do if (!takeOne()) return false;
    while (take(','));
    return take(end);
  };
  const takeValue = (path: readonly string[]): boolean => {
    skip();
    if (path.length <= deepestPlace) lines.set(path.join('.'), line);
    if (path.length > deepest) return false;
    if (take('{'))
      return takeAll('}', () => {
        skip();
        const key = takeText();
        return key !== undefined && take(':') && takeValue([...path, key]);
      });
    let n = 0;
    if (take('[')) return takeAll(']', () => takeValue([...path, `${n++}`]));
    return takeText() !== undefined || takePlain();
  };
  const isWhole = takeValue([]);
  skip();
  return { lines, brokenAt: isWhole && at === text.length ? null : line };
}
