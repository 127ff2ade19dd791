/**
 * A part of a change, by paths relative to the root. Directories are moved and created whole, with all that lies in
 * them; `rmdir` takes away one that the steps before it have emptied, and leaves one in which something else lies.
 */
export type Step =
  | { kind: 'write'; path: string; content: Uint8Array }
  | { kind: 'delete'; path: string }
  | { kind: 'move'; from: string; to: string }
  | { kind: 'create'; path: string; content: DirectoryContent }
  | { kind: 'rmdir'; path: string };

/** The files of a new directory, by their paths relative to it. */
export type DirectoryContent = Readonly<Record<string, Uint8Array | ExecutableFile>>;

export interface ExecutableFile {
  executable: Uint8Array;
}

/** A step as its journal remembers it: by the digests of what the file held before and is to hold after. */
export type RecordedStep =
  | { kind: 'write'; path: string; before: string | null; after: string }
  | { kind: 'delete'; path: string; before: string }
  | { kind: 'create'; path: string }
  | { kind: 'rmdir'; path: string }
  | Move;

export interface Move {
  kind: 'move';
  from: string;
  to: string;
}

export interface JournalRecord {
  version: 1;
  at: string;
  steps: RecordedStep[];
}

/**
 * Tells a file that has been edited from one that has not: 64 bits and the length. It defends against chance alone, for
 * whoever could forge it can write the file itself; loading node:crypto would cost each change a tenth of its time, and
 * so would a loop that calls anything. No change within four bytes escapes it: each step can be taken back.
 */
export function digest(content: Uint8Array): string {
  const words = new Int32Array(Math.ceil(content.length / 8) * 2);
  new Uint8Array(words.buffer).set(content);
  let [a, b] = [0x811c9dc5 | 0, 0x9e3779b9 | 0];
  for (let at = 0; at < words.length; at += 2) {
    a = ((a << 5) - a + (words[at] ?? 0)) | 0;
    b = ((b << 5) + b + (words[at + 1] ?? 0)) | 0;
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  return [a >>> 0, b >>> 0, content.length].map((word) => word.toString(16).padStart(8, '0')).join('');
}

export function formatRecord(record: JournalRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/** Undefined for anything that formatRecord does not write. */
export function parseRecord(bytes: Uint8Array): JournalRecord | undefined {
  const value = parseJson(bytes);
  if (!isObject(value) || value.version !== 1 || typeof value.at !== 'string' || !Array.isArray(value.steps)) {
    return undefined;
  }
  const steps: unknown[] = value.steps;
  return steps.every(isRecordedStep) ? { version: 1, at: value.at, steps } : undefined;
}

export function pathsOf(steps: readonly (Step | RecordedStep)[]): string[] {
  return steps.flatMap((step) => (step.kind === 'move' ? [step.from, step.to] : [step.path]));
}

/** The one path that a step is about, once the moves are made. */
export function lastPath(step: Step | RecordedStep): string {
  return step.kind === 'move' ? step.to : step.path;
}

/** The paths that a guard is to be asked about: a directory may go where a file that lies in it might. */
export function guardedPathsOf(steps: readonly (Step | RecordedStep)[]): string[] {
  return steps.flatMap((step) => (step.kind === 'rmdir' ? [`${step.path}/x`] : pathsOf([step])));
}

/** Moves come first, so each later path is where its file stays, and recovery need not guess where it was. */
export function movesFirst(steps: readonly Step[]): Step[] {
  const ahead = movesOf(steps).reverse();
  const others: Step[] = [];
  for (const step of steps) {
    if (step.kind === 'move') ahead.pop();
    else others.push({ ...step, path: follow(step.path, ahead) });
  }
  return [...movesOf(steps), ...others];
}

export function movesOf(steps: readonly (Step | RecordedStep)[]): Move[] {
  return steps.filter((step) => step.kind === 'move');
}

/** Where a file will be after the moves, of which the last is the first. */
function follow(path: string, moves: readonly Move[]): string {
  return moves.reduceRight((at, { from, to }) => replaceStart(at, from, to), path);
}

/** Says of any path where it was before the moves; a change may move thousands. */
export function tracer(moves: readonly Move[]): (path: string) => string {
  const numbers = new Map(moves.map(({ to }, n) => [to, n]));
  return (path) => {
    let [at, last] = [path, moves.length];
    while (true) {
      const found = foldersAround(at).map((folder) => numbers.get(folder) ?? -1);
      last = Math.max(-1, ...found.filter((n) => n < last));
      const move = moves[last];
      if (move === undefined) return at;
      at = replaceStart(at, move.to, move.from);
    }
  };
}

function foldersAround(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, n) => parts.slice(0, n + 1).join('/'));
}

function replaceStart(path: string, start: string, other: string): string {
  return path.startsWith(`${start}/`) ? other + path.slice(start.length) : path;
}

function isRecordedStep(value: unknown): value is RecordedStep {
  if (!isObject(value)) return false;
  const { kind, path, from, to, before, after } = value;
  if (kind === 'move') return typeof from === 'string' && typeof to === 'string';
  if (typeof path !== 'string') return false;
  if (kind === 'create' || kind === 'rmdir') return true;
  if (kind === 'delete') return typeof before === 'string';
  return kind === 'write' && (before === null || typeof before === 'string') && typeof after === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
