import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where a configuration file is read: what `~` and `gitdir:` stand for. */
export interface ConfigPlace {
  home: string;
  /** The git directory of the repository; undefined outside of one. */
  gitDir: string | undefined;
}

interface Entry {
  section: string;
  /** What stands in quotes after the section's name. */
  subsection: string | null;
  key: string;
  value: string;
}

const deepest = 10;
const mostFiles = 100;
const largest = 1024 * 1024;

/** The files that include the one which is read now, and how many more may be read in all. */
interface Reading {
  chain: readonly string[];
  left: { files: number };
}

/**
 * The last value of a key in one of git's configuration files, as git-config(1) describes them, included files in their
 * place. Of conditions `gitdir:` is understood; under another nothing is included.
 */
export function readConfigValue(
  file: string,
  section: string,
  key: string,
  place: ConfigPlace,
  { chain, left }: Reading = { chain: [], left: { files: mostFiles } },
): string | undefined {
  let found: string | undefined;
  if (chain.length > deepest || chain.includes(file) || left.files-- <= 0) return found;
  for (const entry of entriesOf(readText(file))) {
    const { value } = entry;
    if (entry.section === section && entry.subsection === null && entry.key === key) found = value;
    if (entry.key !== 'path' || !isIncluded(entry, file, place)) continue;
    const included = resolve(dirname(file), fromHome(value, place));
    found = readConfigValue(included, section, key, place, { chain: [...chain, file], left }) ?? found;
  }
  return found;
}

/** Nothing waits for a pipe, and no configuration of git's is that long. */
function readText(path: string): string {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= largest ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

function* entriesOf(text: string): Iterable<Entry> {
  let section = '';
  let subsection: string | null = null;
  for (const line of text.replace(/^(?!\s*[#;])(.*)\\\r?\n/gm, '$1').split(/\r?\n/)) {
    const opened = /^\s*\[\s*([^\]\s"]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)$/.exec(line);
    if (opened !== null) {
      section = (opened[1] ?? '').toLowerCase();
      subsection = opened[2]?.replace(/\\(.)/g, '$1') ?? null;
    }
    const [, key, value] =
      /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(opened === null ? line : (opened[3] ?? '')) ?? [];
    if (key !== undefined && value !== undefined)
      yield { section, subsection, key: key.toLowerCase(), value: unquote(value) };
  }
}

function unquote(value: string): string {
  let text = '';
  let isQuoted = false;
  for (let i = 0; i < value.length; i++) {
    const letter = value.charAt(i);
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === '\\') text += value.charAt(++i);
    else if (!isQuoted && (letter === '#' || letter === ';')) break;
    else text += letter;
  }
  return text.trim();
}

function isIncluded({ section, subsection }: Entry, file: string, place: ConfigPlace): boolean {
  if (section === 'include') return subsection === null;
  const [, ignoreCase, pattern] = /^gitdir(\/i)?:(.+)$/.exec(subsection ?? '') ?? [];
  if (section !== 'includeif' || pattern === undefined || place.gitDir === undefined) return false;
  const whole = fromHome(pattern, place)
    .replace(/^\.\//, `${dirname(file)}/`)
    .replace(/\/$/, '/**');
  const glob = whole.startsWith('/') ? whole : `**/${whole}`;
  return new RegExp(`^${expressionOf(glob)}$`, ignoreCase === undefined ? '' : 'i').test(place.gitDir);
}

function fromHome(path: string, { home }: ConfigPlace): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

const wildcards: Record<string, string> = { '**/': '(?:.*/)?', '/**': '/.*', '*': '[^/]*', '?': '[^/]' };

function expressionOf(glob: string): string {
  return glob.replace(/\*\*\/|\/\*\*$|[*?]|[\\^$.+()[\]{}|]/g, (found) => wildcards[found] ?? `\\${found}`);
}
