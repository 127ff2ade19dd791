import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyCommand, Call } from '../../src/cli/call.js';
import { command } from '../../src/cli/command.js';
import { runCommandLine } from '../../src/cli/door.js';
import { openFastDoor, parseFast } from '../../src/cli/fast-door.js';
import { openOclifDoor, parseWithOclif } from '../../src/cli/oclif-door.js';
import { entry, type Registry } from '../../src/cli/registry.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { TicketsError } from '../../src/errors.js';

const paint = command({
  name: 'paint',
  summary: 'Paint things',
  description: 'Paints what is named.',
  args: [
    { name: 'thing', summary: 'what to paint', required: true },
    { name: 'more', summary: 'what else' },
  ],
  flags: {
    message: { type: 'string', short: 'm', summary: 'what to say', placeholder: 'TEXT' },
    file: { type: 'string', short: 'F', summary: 'where it is said' },
    color: { type: 'string', values: ['red', 'blue'], summary: 'in which color' },
    label: { type: 'string', short: 'l', multiple: true, summary: 'what to call it' },
    limit: { type: 'integer', short: 'n', summary: 'how many', placeholder: 'N' },
    force: { type: 'boolean', short: 'f', summary: 'whatever happens' },
  },
  examples: ['tickets paint wall --color red'],
  run: async (input, host) => {
    if (input.flags.message === 'refused') {
      throw new TicketsError({ kind: 'refused', code: 'wet', message: 'still \x1b[31mwet', hints: ['wait'] });
    }
    if (input.flags.message === 'broken') throw new Error('a pipe burst');
    return {
      json: { schema_version: 1, kind: 'paint', input, cwd: host.cwd, said: 'a\u202eb' },
      text: (look) => `${input.args.join(' ')} ${look.columns}\n`,
      remarks: [{ level: 'warning', source: 'paint', text: 'fumes\n' }],
      exitCode: input.flags.force ? 1 : 0,
    };
  },
});

const pass = command({
  name: 'pass',
  summary: 'Pass words on',
  args: [{ name: 'id', summary: 'to whom', multiple: true }],
  flags: { run: { type: 'boolean', summary: 'do it' }, message: { type: 'string', short: 'm', summary: 'a word' } },
  takesRest: true,
  examples: ['tickets pass a -- b'],
  run: async (input) => ({ json: { ...input }, text: () => '' }),
});

const fill = command({ ...paint, name: 'pot fill', summary: 'Fill a pot', examples: ['tickets pot fill red'] });
const empty = command({ ...paint, name: 'pot empty', summary: 'Empty a pot', examples: ['tickets pot empty red'] });

const registry: Registry = [
  entry('Work', 'paint', async () => paint, ['colour']),
  entry('Words', 'pass', async () => pass),
  entry('Pots', 'pot fill', async () => fill),
  entry('Pots', 'pot empty', async () => empty, ['pot drain']),
];

async function loaded(name: string): Promise<AnyCommand> {
  const found = registry.find((one) => one.name === name);
  if (!found) throw new Error(`no test command ${name}`);
  return found.load();
}

/** A process that only remembers what was written to it. */
function listener(write?: Terminal['stdout']['write']) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const terminal: Terminal = {
    cwd: tmpdir(),
    env: {},
    now: () => new Date(),
    stdin: {
      isTerminal: false,
      read: async () => new TextEncoder().encode(''),
      readLine: async () => '',
      holdsText: async () => false,
    },
    stdout: {
      isTerminal: false,
      columns: 80,
      write: write ?? ((text) => void stdout.push(Buffer.from(text).toString())),
      pour: (text) => void stdout.push(text),
      drained: async () => {},
    },
    stderr: { isTerminal: false, write: (text) => void stderr.push(text) },
  };
  return { terminal, heard: () => ({ stdout: stdout.join(''), stderr: stderr.join('') }) };
}

/** One command line through the doors: the usual way, or oclif alone. */
async function tickets(argv: string[], only?: typeof openOclifDoor) {
  const { terminal, heard } = listener();
  const exitCode = await runCommandLine(argv, registry, terminal, only);
  return { exitCode, ...heard() };
}

/** What a call comes to: its answer, or its error. */
async function answered({ run }: Call): Promise<unknown> {
  try {
    return (await run(listener().terminal)).json;
  } catch (error) {
    return error;
  }
}

const word = fc.oneof(
  fc.constantFrom(
    ...['wall', 'door', '', '-', '--', '-m', '--message', '-F', '--color', '--color=red', '--color=pink', 'red', '-l'],
    ...['--label', '--label=-b', '--label=', '-n', '--limit', '--limit=3', '--limit=-3', '3', '-3', '-f', '--force'],
    ...['--force=no', '--no-force', '-fm', '-fmx', '-m=x', '-m-f', '-mx', '--json', '--verbose', '--as', '--as=hare'],
    ...['-C', '-Cdir', '--run', '--bogus', '-x', '--message=--json', '--message=-f', '+a,-b', '- item', '-F is'],
    ...['--constructor', '--__proto__', '-fx', '--=x', '--limit=1e3', '--limit=007', '日本', '--message=a=b', '-m='],
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);

describe('the two doors', () => {
  it.each(['paint', 'pass', 'pot fill'])('read every list of words alike: %s', async (name) => {
    const painted = await loaded(name);
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 7 }), async (words) => {
        const fast = parseFast(painted, words);
        const slow = await parseWithOclif(painted, name, words).catch((error: unknown) => error);
        if (fast !== undefined) expect(slow).toEqual(fast);
        else if (slow instanceof Error) expect(slow).toMatchObject({ kind: 'usage', code: 'invalid_usage' });
      }),
      { numRuns: 3000 },
    );
  });

  it('give a plain list back as it was meant, the fast one too', async () => {
    const painted = await loaded('paint');
    const text = fc.string().map((one) => one.replaceAll('\0', ''));
    const bare = text.filter((one) => !one.startsWith('-'));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          args: fc.array(bare, { minLength: 1, maxLength: 2 }),
          label: fc.array(text, { maxLength: 3 }),
          message: fc.option(text, { nil: undefined }),
          limit: fc.option(fc.nat(), { nil: undefined }),
          color: fc.constantFrom('red', 'blue', undefined),
          force: fc.boolean(),
          json: fc.boolean(),
        }),
        async ({ args, label, message, limit, color, force, json }) => {
          const words = [
            ...label.map((one) => `--label=${one}`),
            ...(message === undefined ? [] : [`--message=${message}`]),
            ...(limit === undefined ? [] : ['-n', String(limit)]),
            ...(color === undefined ? [] : ['--color', color]),
            ...(force ? ['-f'] : []),
            ...args,
            ...(json ? ['--json'] : []),
          ];
          const meant = {
            input: {
              args,
              rest: [],
              flags: { label, message, limit, color, force, file: undefined },
              global: { json, verbose: false, as: undefined },
            },
            directory: undefined,
            help: false,
          };
          expect(parseFast(painted, words)).toEqual(meant);
          expect(await parseWithOclif(painted, 'paint', words)).toEqual(meant);
        },
      ),
    );
  });

  it.each([
    ['a value that starts with - but is no flag', ['wall', '-m', '- item'], { message: '- item' }],
    ['a dash for stdin', ['wall', '-F', '-'], { file: '-' }],
    ['labels to add and remove', ['wall', '--label', '+a,-b'], { label: ['+a,-b'] }],
    ['an attached value that looks like a flag', ['wall', '--label=-f'], { label: ['-f'] }],
    ['a list given twice', ['wall', '-l', 'a', '-l', 'b'], { label: ['a', 'b'] }],
    ['short flags in one word', ['wall', '-fmx'], { force: true, message: 'x' }],
  ])('take %s', async (_, words, flags) => {
    for (const only of [undefined, openOclifDoor]) {
      const { stdout } = await tickets(['--json', 'paint', ...words], only);
      expect(JSON.parse(stdout).input.flags).toMatchObject(flags);
    }
  });

  it('hand words after -- on unread where a command takes them', async () => {
    for (const only of [undefined, openOclifDoor]) {
      const { stdout } = await tickets(['pass', 'a', '--run', '--json', '--', '--run', '--', '-x'], only);
      expect(JSON.parse(stdout)).toMatchObject({ args: ['a'], rest: ['--run', '--', '-x'], flags: { run: true } });
      const painted = await tickets(['paint', '--json', '--', '-m', '--json'], only);
      expect(JSON.parse(painted.stdout).input.args).toEqual(['-m', '--json']);
    }
  });

  it('take global flags before and after the name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tickets-'));
    for (const argv of [
      ['-C', folder, '--as=hare', 'paint', 'wall', '--json'],
      ['--json', 'paint', '--as', 'hare', `-C${folder}`, 'wall'],
    ]) {
      for (const only of [undefined, openOclifDoor]) {
        const { stdout } = await tickets(argv, only);
        expect(JSON.parse(stdout)).toMatchObject({ cwd: folder, input: { global: { json: true, as: 'hare' } } });
      }
    }
  });
});

describe('a name of two words', () => {
  it('is understood by both doors, global flags anywhere between', async () => {
    for (const argv of [
      ['pot', 'fill', 'red', '--json', '--as', 'hare'],
      ['--as', 'hare', 'pot', '--json', 'fill', 'red'],
      ['--json', 'pot', '--as=hare', 'fill', 'red'],
    ]) {
      for (const only of [undefined, openOclifDoor]) {
        const { exitCode, stdout } = await tickets(argv, only);
        expect(exitCode).toBe(0);
        expect(JSON.parse(stdout).input).toMatchObject({ args: ['red'], global: { as: 'hare' } });
      }
    }
    expect((await tickets(['pot', 'drain', 'red'])).stdout).toBe('red 80\n');
  });

  it('reads every line alike, whatever stands around it', async () => {
    const around = fc.array(word, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(around, around, around, async (before, between, after) => {
        const argv = [...before, 'pot', ...between, 'fill', ...after];
        const fast = await openFastDoor(argv, registry);
        if (fast === undefined) return;
        const slow = await openOclifDoor(argv, registry);
        const { json, verbose, directory } = fast;
        expect(slow).toMatchObject({ json, verbose, directory });
        expect(await answered(slow)).toEqual(await answered(fast));
      }),
      { numRuns: 1000 },
    );
  });

  it('that stops at its first word shows what there is', async () => {
    for (const argv of [['pot'], ['pot', '--help'], ['help', 'pot'], ['-C', tmpdir(), 'pot']]) {
      const { exitCode, stdout } = await tickets(argv);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        /\$ tickets pot COMMAND .*\n\nCOMMANDS\n {2}pot fill +Fill a pot\n {2}pot empty +Empty a pot\n/,
      );
    }
    expect(JSON.parse((await tickets(['pot', '--json'])).stdout)).toMatchObject({ kind: 'help' });
  });

  it('that is wrong is refused, and the nearest is named', async () => {
    expect(await tickets(['pot', 'fil', 'red'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: there is no command `pot fil`\nhint: did you mean `tickets pot fill`?\nhint: `tickets help pot` lists the commands\n',
    });
    expect((await tickets(['pot', 'nonsense'])).exitCode).toBe(2);
    expect((await tickets(['help', 'pot', 'nonsense'])).exitCode).toBe(2);
    expect((await tickets(['drain', 'red'])).stderr).toContain('did you mean `tickets pot drain`?');
    expect((await tickets(['por', 'fill'])).stderr).toContain('did you mean `tickets pot`?');
    expect((await tickets(['pot', '--bogus', 'fill'])).stderr).toContain(
      '--bogus stands where the command is expected',
    );
  });

  it('has a help page', async () => {
    for (const argv of [
      ['help', 'pot', 'fill'],
      ['pot', 'fill', '--help'],
      ['pot', '-h', 'fill'],
    ])
      expect((await tickets(argv)).stdout).toContain('$ tickets pot fill THING [MORE] [FLAGS]');
  });
});

describe('a wrong line', () => {
  it.each([
    ['an unknown flag', ['paint', 'wall', '--colour=red'], 'Nonexistent flag: --colour=red'],
    ['a missing value', ['paint', 'wall', '-m'], 'Flag --message expects a value'],
    ['a flag as a value', ['paint', 'wall', '-m', '--force'], 'Flag --message expects a value'],
    ['a value outside the list', ['paint', 'wall', '--color', 'pink'], 'to be one of: red, blue'],
    ['a number that is none', ['paint', 'wall', '-n', 'x'], 'expected a whole number but received: x'],
    ['a negative number', ['paint', 'wall', '--limit=-3'], 'expected a whole number but received: -3'],
    ['a missing argument', ['paint', '--label', 'a'], 'Missing 1 required arg: thing: what to paint'],
    ['too many arguments', ['paint', 'a', 'b', 'c'], 'Unexpected argument: c'],
    ['a flag given twice', ['paint', 'a', '-m', 'x', '-m', 'y'], 'can only be specified once'],
    ['a switch with a value', ['paint', 'a', '--force=no'], '--force takes no value'],
    ['a flag before the command', ['--limit', '3', 'paint'], '--limit stands where the command is expected'],
    ['a folder that is not there', ['-C', '/nowhere/at/all', 'paint', 'a'], 'there is no directory'],
  ])('with %s says so', async (_, argv, message) => {
    const { exitCode, stdout, stderr } = await tickets(argv);
    expect(exitCode).toBe(argv[0] === '-C' ? 3 : 2);
    expect(stdout).toBe('');
    expect(stderr).toContain('error: ');
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\nhint: .*\n$/);
    const asJson = await tickets(['--json', ...argv]);
    expect(asJson.exitCode).toBe(exitCode);
    expect(asJson.stderr).toBe('');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ schema_version: 1, kind: 'error' });
  });

  it('with an unknown command names the nearest', async () => {
    expect(await tickets(['frame', 'wall'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: there is no command `frame`\nhint: `tickets help` lists the commands\n',
    });
    expect((await tickets(['pian'])).stderr).toContain('did you mean `tickets paint`?');
    expect((await tickets(['paint', 'a', '--mesage=x'])).stderr).toContain('--message');
    expect((await tickets(['help', 'colr'])).exitCode).toBe(2);
  });
});

describe('an answer', () => {
  it('goes to stdout, its remarks to stderr, and its exit code out', async () => {
    expect(await tickets(['colour', 'wall', '-f'])).toEqual({
      exitCode: 1,
      stdout: 'wall 80\n',
      stderr: 'warning: fumes\\n\n',
    });
  });

  it('in JSON is one line without a raw direction mark', async () => {
    const { stdout } = await tickets(['paint', 'wall', '--json']);
    expect(stdout).toContain('a\\u202eb');
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  it('that is an error says the fact and the next step, cleaned', async () => {
    expect(await tickets(['paint', 'a', '-m', 'refused'])).toEqual({
      exitCode: 5,
      stdout: '',
      stderr: 'error: still \\x1b[31mwet\nhint: wait\n',
    });
    const { exitCode, stdout } = await tickets(['paint', 'a', '-m', 'refused', '--json']);
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout).error).toEqual({
      kind: 'refused',
      code: 'wet',
      message: 'still \x1b[31mwet',
      hints: ['wait'],
      data: null,
    });
  });

  it('that nobody foresaw is our bug: exit 70, a stack only when asked', async () => {
    const quiet = await tickets(['paint', 'a', '-m', 'broken']);
    expect(quiet.exitCode).toBe(70);
    expect(quiet.stderr).toContain('a pipe burst');
    expect(quiet.stderr).not.toContain('    at ');
    expect((await tickets(['paint', 'a', '-m', 'broken', '--verbose'])).stderr).toContain('    at ');
  });

  it('that cannot be written fails and says why', async () => {
    const { terminal, heard } = listener(() => {
      throw new Error('ENOSPC: no space left on device, write');
    });
    expect(await runCommandLine(['paint', 'a', '--json'], registry, terminal)).toBe(7);
    expect(heard().stderr).toContain('no space left');
  });
});

describe('help', () => {
  it('lists the commands under their headings', async () => {
    for (const argv of [[], ['help'], ['--help'], ['-h']]) {
      const { exitCode, stdout } = await tickets(argv);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/WORK\n {2}paint +Paint things\n\nWORDS\n {2}pass +Pass words on\n/);
    }
  });

  it('of a command shows arguments, flags with their values, and examples, under aliases too', async () => {
    for (const argv of [
      ['paint', '--help'],
      ['help', 'paint'],
      ['paint', '-fh', 'wall'],
      ['colour', '--bogus', '-h'],
      ['--help', 'paint'],
    ]) {
      const { exitCode, stdout } = await tickets(argv);
      expect(exitCode).toBe(0);
      for (const part of ['Paint things', 'THING', '[MORE]', '--limit=N', 'options: red|blue', 'tickets paint wall']) {
        expect(stdout).toContain(part);
      }
    }
    expect((await tickets(['help', 'pass'])).stdout).toContain('$ tickets pass [ID...] [FLAGS] -- WORD...');
  });

  it('and the version are JSON when that is asked for', async () => {
    expect(JSON.parse((await tickets(['help', 'pass', '--json'])).stdout)).toMatchObject({ kind: 'help' });
    expect(JSON.parse((await tickets(['--json', '--version'])).stdout)).toMatchObject({ kind: 'version' });
    expect((await tickets(['--version'])).stdout).toMatch(/^tickets \d+\.\d+\.\d+\n$/);
  });
});
