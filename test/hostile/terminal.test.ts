import { describe, expect, it } from 'vitest';
import { json, type Said, tickets } from '../helpers/command-line.js';
import { type Workspace, workspace } from '../helpers/workspace.js';
import {
  bad,
  colour,
  commands,
  fields,
  forbidden,
  front,
  ids,
  lookers,
  payloads,
  progress,
  rawIn,
  typed,
} from './terminal-cases.js';

/** What may stand raw in an answer is its own line feeds, and tabs where columns need them. */
function expectQuiet(what: unknown, said: Said) {
  const text = `${said.stdout}${said.stderr.replace(progress, '')}`;
  const raw = text.replace(/[\n\t]/g, '').match(forbidden) ?? [];
  expect({ what, raw: raw.map((character) => character.codePointAt(0)?.toString(16)) }).toEqual({ what, raw: [] });
}

function world(files: Record<string, string>): Workspace {
  const made = workspace();
  for (const id of ids) for (const [name, text] of Object.entries(files)) made.write(`work-items/${id}/${name}`, text);
  return made;
}

const plain = { terminal: 80, env: { NO_COLOR: '1' } };

const everyPayload = Object.values(payloads).join('');

describe.each(Object.entries(fields))('with %s', (_, filesOf) => {
  it.each(Object.entries(payloads))('of %s, a terminal gets no control or bidirectional character', async (_, text) => {
    const { directory } = world(filesOf(text));
    for (const words of lookers) expectQuiet(words, await tickets(directory, words, plain));
  });

  it('of all of them, a terminal gets our colour and nothing else', async () => {
    const { directory } = world(filesOf(everyPayload));
    for (const words of commands) {
      const said = await tickets(directory, words, { terminal: 80 });
      expectQuiet(words, { ...said, stdout: said.stdout.replace(colour, '') });
    }
  });

  it('of all of them, a pipe gets none, and one line where it asked for JSON', async () => {
    const { directory } = world(filesOf(everyPayload));
    for (const words of commands.filter((one) => !one.includes('--raw')))
      expectQuiet([words, 'piped'], await tickets(directory, words));
    for (const words of commands) {
      const said = await tickets(directory, [...words, '--json'], plain);
      expectQuiet([words, '--json'], said);
      expect(said.stdout.indexOf('\n')).toBe(said.stdout.length - 1);
      expect(json(said).schema_version).toBe(1);
    }
  });
});

describe.each(Object.entries(typed))('what is typed as %s', (_, wordsOf) => {
  it.each(Object.entries(payloads))('with %s is never sent back raw', async (_, text) => {
    const made = world(front('title: T\n'));
    made.write('given.txt', 'given');
    const words = wordsOf(text);
    const [command = '', ...rest] = words;
    const said = await tickets(made.directory, [command, '--verbose', ...rest], plain);
    expectQuiet(words, said);
    expect({ words, status: said.status }).not.toEqual({ words, status: 70 });
    for (const shown of [['show', bad], ['list']])
      expectQuiet([words, shown], await tickets(made.directory, shown, plain));
  });
});

describe('a path', () => {
  it.each(Object.entries(payloads))('with %s in it is never sent back raw', async (_, text) => {
    const name = `store${rawIn(text).replaceAll('/', '')}`;
    const made = workspace();
    for (const id of ids) made.write(`${name}/${id}/item.md`, front('title: T\n')['item.md'] ?? '');
    made.write(`${name}/bad-item/item.md`, '');
    made.write(`${name}/bad\u001b[2J/item.md`, '');
    const env = { WORK_ITEMS_DIR: name, NO_COLOR: '1' };
    for (const words of [...commands, ['show', 'bad-item'], ['create', 'New'], ['init']])
      expectQuiet(words, await tickets(made.directory, words, { terminal: 80, env }));
  });
});
