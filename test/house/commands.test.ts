import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyCommand } from '../../src/cli/call.js';
import { readCommandName } from '../../src/cli/command-name.js';
import { flagsOf } from '../../src/cli/fast-door.js';
import { globalFlags } from '../../src/cli/global-flags.js';
import { openOclifDoor, parseWithOclif } from '../../src/cli/oclif-door.js';
import { registry, topics, topicsOf } from '../../src/cli/registry.js';

/** The words after `tickets` in a line of shell, up to its end or the next operator. */
function wordsOf(example: string): string[] {
  const line = example.replace(/^.*?\btickets /s, '');
  const words = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  const end = words.findIndex((word) => /^(?:[|;<>&]|.*\)$)/.test(word));
  const unquoted = (word: string) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single);
  return (end === -1 ? words : words.slice(0, end)).map(unquoted);
}

const loaded: [string, AnyCommand][] = await Promise.all(
  registry.map(async ({ name, load }): Promise<[string, AnyCommand]> => [name, await load()]),
);

it('every file of cli/commands is in the registry', () => {
  const files = readdirSync(new URL('../../src/cli/commands', import.meta.url)).map((file) => file.replace('.ts', ''));
  expect(registry.map(({ name }) => name.replace(' ', '-')).sort()).toEqual(files.sort());
});

it('no name or alias is taken twice', () => {
  const names = registry.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(names.filter((name, index) => names.indexOf(name) !== index || name === 'help')).toEqual([]);
});

it('a topic has a line of its own in the help, and is no command', () => {
  expect(Object.keys(topics).sort()).toEqual([...topicsOf(registry)].sort());
  expect(registry.filter(({ name, aliases }) => [name, ...aliases].some((one) => one in topics))).toEqual([]);
});

describe.each(loaded)('tickets %s', (name, command) => {
  it('has its name, a summary of one line, and its flags explained', () => {
    expect(command.name).toBe(name);
    expect(command.summary).toMatch(/^\S.{5,90}[^.\s]$/);
    for (const { summary } of [...command.args, ...Object.values(command.flags)])
      expect(summary).toMatch(/^\S.*[^.\s]$/);
  });

  it('takes no flag of every command, and no letter twice', () => {
    expect(Object.keys(command.flags).filter((flag) => flag in globalFlags)).toEqual([]);
    const letters = flagsOf(command).flatMap(([, { short }]) => short ?? []);
    expect(letters.filter((letter, index) => !/^[A-Za-z]$/.test(letter) || letters.indexOf(letter) !== index)).toEqual(
      [],
    );
  });

  it('asks for what is required first, and for a list last', () => {
    const { args } = command;
    const optional = args.findIndex(({ required }) => !required);
    expect(args.slice(optional === -1 ? args.length : optional).filter(({ required }) => required)).toEqual([]);
    expect(args.slice(0, -1).filter(({ multiple }) => multiple)).toEqual([]);
    if (args.at(-1)?.multiple) expect(args.slice(0, -1).every(({ required }) => required)).toBe(true);
  });

  it('has examples that can be typed', async () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      const { words, entry } = readCommandName(wordsOf(example), registry);
      expect(entry, example).toBeDefined();
      if (entry) await parseWithOclif(await entry.load(), entry.name, words);
    }
  });

  it('has a help page', async () => {
    const { run } = await openOclifDoor(['help', ...name.split(' ')], registry);
    const { json } = await run({} as never);
    expect(json.text).toContain('EXAMPLES');
  });
});
