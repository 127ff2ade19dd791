import { splitCommandName } from './global-flags.js';
import { nearest } from './nearest.js';
import { type Entry, findEntry, type Registry, topicsOf } from './registry.js';

export interface TypedName {
  /** As typed, one word or, in a topic, two; absent where no command was named. */
  name: string | undefined;
  /** All other words, in their order. */
  words: string[];
  entry: Entry | undefined;
}

/** Finds the command that a line names: `create`, or in a topic `pod create`, global flags before, between and after. */
export function readCommandName(argv: readonly string[], registry: Registry): TypedName {
  const first = splitCommandName(argv);
  if (first.name === undefined || !topicsOf(registry).has(first.name))
    return { ...first, entry: findEntry(registry, first.name) };
  const second = splitCommandName(first.words);
  if (second.name === undefined) return { ...first, entry: undefined };
  const name = `${first.name} ${second.name}`;
  return { name, words: second.words, entry: findEntry(registry, name) };
}

/** What somebody most likely meant: a name like the one typed, else one that has it as its second word. */
export function nearestCommands(registry: Registry, typed: string): string[] {
  const names = registry.flatMap((entry) => [entry.name, ...entry.aliases]);
  const [topic = '', word] = typed.split(' ');
  if (word !== undefined) {
    const inTopic = names.filter((name) => name.startsWith(`${topic} `)).map((name) => name.slice(topic.length + 1));
    return nearest(word, inTopic).map((name) => `${topic} ${name}`);
  }
  const near = nearest(typed, [...names.filter((name) => !name.includes(' ')), ...topicsOf(registry)]);
  return near.length > 0 ? near : names.filter((name) => name.endsWith(` ${typed}`));
}
