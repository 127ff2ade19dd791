export interface JsonPlaces {
  /** The lines of the values by their paths, like `relations.0.target`; of what lies deeper none. */
  lines: ReadonlyMap<string, number>;
  /** The line from which on the text is no JSON; null where all of it is. */
  brokenAt: number | null;
}

const deepestPlace = 3;

/** An object or a list that is not at its end yet, and how many values of it have begun. */
interface Open {
  end: '}' | ']';
  begun: number;
}

/** Where things stand in a JSON text, however deep it nests: JSON.parse does not say so, nor always where it fails. */
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
  const open: Open[] = [];
  const path: string[] = [];
  /** What stands before a value: the key of an object's, nothing of a list's. */
  const takeName = (around: Open): boolean => {
    skip();
    const name = around.end === '}' ? takeText() : `${around.begun}`;
    around.begun++;
    path.length = open.length - 1;
    path.push(name ?? '');
    return name !== undefined && (around.end === ']' || take(':'));
  };
  /** The beginning of an object or a list, or all of another value. */
  const takeBeginning = (): boolean => {
    skip();
    if (open.length <= deepestPlace) lines.set(path.slice(0, open.length).join('.'), line);
    const end = take('{') ? '}' : take('[') ? ']' : undefined;
    if (end === undefined) return takeText() !== undefined || takePlain();
    open.push({ end, begun: 0 });
    return true;
  };
  /** What follows there: the next value, or the ends of what is open. */
  const takeOn = (): boolean => {
    for (let around = open.at(-1); around !== undefined; around = open.at(-1)) {
      if (take(around.end)) open.pop();
      else return (around.begun === 0 || take(',')) && takeName(around) && takeBeginning();
    }
    return true;
  };
  let isWhole = takeBeginning();
  while (isWhole && open.length > 0) isWhole = takeOn();
  skip();
  return { lines, brokenAt: isWhole && at === text.length ? null : line };
}
