import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './parse-metadata.js';

/** One member of an object or item of a list; the commas between them are left out. */
interface Part {
  key: string | undefined;
  /** White space, and in an object the key and its colon. */
  before: string;
  value: string;
  after: string;
}

/** How deep a value lies: the line feed and spaces before it, or nothing where all is in one line; and one step more. */
interface Depth {
  lead: string;
  unit: string;
}

/**
 * The text of `before`, changed so far as it has to be to say `after`. What stays keeps its bytes, because other programs
 * keep things here that Node could not write again: numbers of 64 bits, their own order, their own layout.
 */
export function editJson(text: string, before: unknown, after: unknown): string {
  const start = text.search(/\S/);
  const end = text.trimEnd().length;
  const [first] = partsOf(text.slice(start, end)).parts;
  const lead = first === undefined ? '' : leadOf(first);
  const unit = lead.includes('\n') ? lead.slice(lead.lastIndexOf('\n') + 1) : '';
  const depth = { lead: unit === '' ? '' : '\n', unit };
  return text.slice(0, start) + edited(text.slice(start, end), [before, after], depth) + text.slice(end);
}

function edited(text: string, [before, after]: [unknown, unknown], depth: Depth): string {
  if (isDeepStrictEqual(before, after)) return text;
  if (isRecord(before) && isRecord(after)) return editedObject(text, [before, after], depth);
  if (Array.isArray(before) && Array.isArray(after)) return editedList(text, [before, after], depth);
  return written(after, depth);
}

function written(value: unknown, { lead, unit }: Depth): string {
  return lead === '' ? JSON.stringify(value) : JSON.stringify(value, null, unit).replaceAll('\n', lead);
}

type Fields = Record<string, unknown>;

function editedObject(text: string, [before, after]: [Fields, Fields], depth: Depth): string {
  const { parts, opening, closing = closingOf(depth) } = partsOf(text);
  const inner = deeper(depth, parts);
  const kept = parts.flatMap((part): Part[] => {
    const { key = '', value } = part;
    if (!Object.hasOwn(after, key)) return [];
    return [{ ...part, value: edited(value, [before[key], after[key]], inner) }];
  });
  const colon = inner.lead === '' && !parts.some((part) => part.before.endsWith(' ')) ? ':' : ': ';
  const added = Object.entries(after).flatMap(([key, value]): Part[] => {
    if (Object.hasOwn(before, key)) return [];
    return [{ key, before: inner.lead + JSON.stringify(key) + colon, value: written(value, inner), after: '' }];
  });
  return joined('{}', [...kept, ...added], { opening, closing });
}

function editedList(text: string, [before, after]: [unknown[], unknown[]], depth: Depth): string {
  const { parts, opening, closing = closingOf(depth) } = partsOf(text);
  const inner = deeper(depth, parts);
  const gone = (n: number) => !after.some((one) => isDeepStrictEqual(one, before[n]));
  const used = new Set<number>();
  const items = after.map((value, n): Part => {
    const same = before.findIndex((one, at) => !used.has(at) && isDeepStrictEqual(one, value));
    const at = same === -1 && n < before.length && gone(n) ? n : same;
    used.add(at);
    const part = parts[at];
    if (part !== undefined) return { ...part, value: edited(part.value, [before[at], value], inner) };
    return { key: undefined, before: inner.lead, value: written(value, inner), after: '' };
  });
  return joined('[]', items, { opening, closing });
}

function deeper({ lead, unit }: Depth, [first]: readonly Part[]): Depth {
  if (first === undefined) return { lead: lead.includes('\n') ? lead + unit : '', unit };
  return { lead: leadOf(first), unit };
}

function leadOf({ before }: Part): string {
  return /^\s*/.exec(before)?.[0] ?? '';
}

/** Where nothing was in it, a bracket closes on a line of its own if it stood on one. */
function closingOf({ lead }: Depth): string {
  return lead.includes('\n') ? lead : '';
}

/** The white space inside the brackets stays, whichever parts are the first and the last now. */
function joined(brackets: '{}' | '[]', parts: readonly Part[], { opening, closing }: Edges): string {
  const texts = parts.map(({ before, value, after }) => before + value + after);
  if (texts[0] !== undefined && opening !== undefined) texts[0] = opening + texts[0].trimStart();
  return brackets[0] + texts.join(',') + (parts.length > 0 ? closing : '') + brackets[1];
}

interface Edges {
  opening: string | undefined;
  closing: string;
}

/** Takes a valid object or list apart, without a look into what lies in it; anything else has no parts. */
function partsOf(text: string): { parts: Part[] } & Partial<Edges> {
  const parts: Part[] = [];
  if (!/^[{[]/.test(text)) return { parts };
  let from = 1;
  let depth = 0;
  for (const { index, 0: token } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs)) {
    const isEnd = index === text.length - 1;
    if ((depth === 1 && token === ',') || isEnd) {
      const inside = text.slice(from, index);
      if (!isEnd || parts.length > 0 || inside.trim() !== '') parts.push(partOf(inside, text.startsWith('{')));
      from = index + 1;
    }
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
  }
  const last = parts.at(-1);
  if (parts[0] === undefined || last === undefined) return { parts };
  return { parts: [...parts.slice(0, -1), { ...last, after: '' }], opening: leadOf(parts[0]), closing: last.after };
}

function partOf(text: string, isMember: boolean): Part {
  const key = isMember ? /^\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*:/s.exec(text) : null;
  const start = text.slice(key?.[0].length ?? 0).search(/\S/) + (key?.[0].length ?? 0);
  const end = text.trimEnd().length;
  return {
    key: key?.[1] === undefined ? undefined : JSON.parse(key[1]),
    before: text.slice(0, start),
    value: text.slice(start, end),
    after: text.slice(end),
  };
}
