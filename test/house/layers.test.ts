import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { packageOf, roomOf, type SourceFile, sourceFiles, walk } from './imports.js';

const words = ['errors', 'diagnostic'];
const hands = [...words, 'files', 'programs'];
const owners = [...hands, 'tickets'];
const below = [...owners, 'store', 'git', 'pods', 'hooks', 'doctor'];
const spoken = [...words, 'tickets', 'actions'];

/** What a room may take values from: the arrows of the picture in docs/architecture.md. */
const arrows: Record<string, readonly string[]> = {
  errors: [],
  diagnostic: [],
  // The one arrow along a line: a lock asks whether its holder is alive.
  files: [...words, 'programs'],
  programs: words,
  tickets: words,
  store: owners,
  git: owners,
  pods: hands,
  hooks: [...owners, 'store', 'git', 'pods'],
  doctor: [...owners, 'store', 'git', 'pods'],
  actions: below,
  cli: [...spoken, 'mcp', 'tui', 'web'],
  mcp: spoken,
  tui: spoken,
  web: spoken,
  index: [...below, 'actions'],
};

const surfaces = ['cli', 'mcp', 'tui', 'web'];

/** The one room that knows each outside thing. */
const ownerOf: Record<string, string> = {
  '@oclif/core': 'cli',
  'string-width': 'cli',
  'gray-matter': 'tickets',
  yaml: 'tickets',
  zod: 'tickets',
  'node:child_process': 'programs',
  'node:net': 'pods',
  'simple-git': 'git',
  ink: 'tui',
  react: 'tui',
  '@modelcontextprotocol/server': 'mcp',
};

function isAllowed({ room }: SourceFile, target: string, typeOnly: boolean): boolean {
  const other = roomOf(target);
  if (other === room || target === '../package.json') return true;
  const types = surfaces.includes(room) ? [...below, 'actions'] : [];
  return [...(arrows[room] ?? []), ...(typeOnly ? types : [])].includes(other);
}

describe('the house', () => {
  it('has been read', () => {
    expect(sourceFiles.length).toBeGreaterThan(20);
    expect(sourceFiles.flatMap(({ imports }) => imports).length).toBeGreaterThan(50);
  });

  it('has a place in the picture for every room', () => {
    const rooms = new Set(sourceFiles.map(({ room }) => room));
    expect([...rooms].filter((room) => !(room in arrows))).toEqual([]);
  });

  it('has arrows that only go down', () => {
    const wrong = sourceFiles.flatMap((file) =>
      file.imports
        .filter(({ target, local, typeOnly }) => local && !isAllowed(file, target, typeOnly))
        .map(({ target, typeOnly }) => `${file.path} takes ${typeOnly ? 'types' : 'values'} from ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has one owner for each outside thing, and no dependency without one', () => {
    const wrong = sourceFiles.flatMap(({ path, room, imports }) =>
      imports
        .filter(({ local }) => !local)
        .map(({ target }) => packageOf(target))
        .filter((name) => (name in ownerOf ? ownerOf[name] !== room : !name.startsWith('node:')))
        .map((name) => `${path} uses ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps the rules of tickets free of node', () => {
    const wrong = sourceFiles
      .filter(({ room }) => room === 'tickets')
      .flatMap(({ path, imports }) => imports.map(({ target }) => `${path} imports ${target}`))
      .filter((line) => line.includes(' node:'));
    expect(wrong).toEqual([]);
  });

  it('lets tickets and pods meet in one file below the actions', () => {
    const meeting = sourceFiles
      .filter(({ room }) => !['actions', 'index', ...surfaces].includes(room))
      .filter(({ imports }) => ['tickets', 'pods'].every((one) => imports.some(({ target }) => roomOf(target) === one)))
      .map(({ path }) => path);
    expect(meeting.filter((path) => path !== 'hooks/companion-hook.ts')).toEqual([]);
  });

  it('is silent below its surfaces', () => {
    const wrong: string[] = [];
    for (const { path, room, tree } of sourceFiles) {
      if (surfaces.includes(room)) continue;
      walk(tree, (node) => {
        if (!ts.isPropertyAccessExpression(node)) return;
        const text = node.getText(tree);
        if (/^console\.|^process\.(stdout|stderr)$/.test(text)) wrong.push(`${path}: ${text}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('has no default exports and no folders imported', () => {
    const wrong = sourceFiles.flatMap(({ path, tree, imports }) => [
      ...tree.statements
        .filter((statement) => ts.isExportAssignment(statement))
        .map(() => `${path} has a default export`),
      ...imports.filter(({ target }) => /(^|\/)index$/.test(target)).map(({ target }) => `${path} imports ${target}`),
    ]);
    expect(wrong).toEqual([]);
  });
});
