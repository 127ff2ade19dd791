import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { type OlderTicket, olderDoctor, olderTickets } from '../helpers/older-store.js';
import { type Workspace, workspace } from '../helpers/workspace.js';
import { expected, expectedTwins } from './older-expected.js';

const script = fileURLToPath(new URL('../fixtures/older-script.sh', import.meta.url));
const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
/** A copy of the older tool itself: where the environment names one, the script's two results are compared. */
const olderTool = process.env.TICKETS_OLDER_TOOL;

const madeByHand = (slug: string, status: string) => ({
  [`work-items/${status}/20260601-000000-${slug}/item.md`]: `---
id: 20260601-000000-${slug}
slug: ${slug}
title: Doctor: made by hand
status: ${status}
kind: task
priority: P3
labels: [a, b]
created_at: 2026-06-01T00:00:00Z
updated_at: 2026-06-01T00:00:00Z
assignee: null
legacy_ticket: null
---

## Background

Made by hand.
`,
  [`work-items/${status}/20260601-000000-${slug}/thread.md`]: `<!-- event: create author: queen at: 2026-06-01T00:00:00Z -->

## Created

Made by hand.

---
`,
  [`work-items/${status}/20260601-000000-${slug}/artifacts/.gitkeep`]: '',
});

/** A by-status store with two tickets, an empty one in `twins/`, and `./tickets.sh` beside both. */
function olderWorkspace(command: string): Workspace {
  const program = `#!/bin/sh\n${command} "$@"\n`;
  const folders = ['', 'twins/'].flatMap((at) => ['open', 'pending', 'closed'].map((s) => `${at}work-items/${s}`));
  return workspace({
    'tickets.sh': program,
    'twins/tickets.sh': program,
    ...Object.fromEntries(folders.map((folder) => [`${folder}/.gitkeep`, ''])),
    ...madeByHand('by-hand', 'open'),
    ...madeByHand('parked', 'pending'),
    // The older tool asks for the time; so that both tools live at the same, this answers from the script's clock.
    'shim/date': '#!/bin/sh\nexec /bin/date -u -d "$TICKETS_NOW" "$2"\n',
  });
}

function runScript({ directory }: Workspace, piped: string) {
  spawnSync('chmod', ['+x', 'tickets.sh', 'twins/tickets.sh', 'shim/date'], { cwd: directory });
  const PATH = `${join(directory, 'shim')}:${process.env.PATH}`;
  return spawnSync('sh', [script], {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH, HOME: directory, USER: 'hare', PIPED: piped },
  });
}

const ours = () => olderWorkspace(`exec '${process.execPath}' '${binary}'`);

/** The seven columns that scripts cut out of a list. */
function table(at: Workspace, name: string): string[] {
  const lines = at.read(name).trimEnd().split('\n');
  return lines.map((line) => line.split('\t').slice(0, 7).join('\t'));
}

function row({ fields }: OlderTicket): string {
  return ['status', 'id', 'slug', 'title', 'kind', 'priority', 'updated_at'].map((name) => fields[name]).join('\t');
}

it('a script of 70 older commands makes the tickets that the older tool made', () => {
  const at = ours();
  const ran = runScript(at, '--file -');
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  expect(olderTickets(join(at.directory, 'work-items'))).toEqual(expected);
  expect(olderTickets(join(at.directory, 'twins/work-items'))).toEqual(expectedTwins);
  expect(olderDoctor(join(at.directory, 'work-items'))).toEqual([]);
  expect(olderDoctor(join(at.directory, 'twins/work-items'))).toEqual([expect.stringContaining('a second slug twin')]);
  const rows = (status: string) =>
    Object.keys(expected)
      .filter((path) => path.startsWith(status))
      .sort();
  for (const [name, statuses] of Object.entries({ open: ['open'], all: ['open', 'pending', 'closed'] })) {
    const paths = statuses.flatMap(rows);
    const lines = paths.flatMap((path) => (expected[path] ? [row(expected[path])] : []));
    expect(table(at, `${name}.tsv`)).toEqual(['status\tid\tslug\ttitle\tkind\tpriority\tupdated_at', ...lines]);
  }
});

if (olderTool !== undefined) it('and the older tool itself, where TICKETS_OLDER_TOOL names it, agrees', agree);

function agree(): void {
  const old = olderWorkspace(`WORK_ITEMS_DIR=work-items exec '${olderTool}'`);
  const at = ours();
  expect(runScript(old, '')).toMatchObject({ status: 0, stderr: '' });
  expect(runScript(at, '--file -').status).toBe(0);
  for (const name of ['open', 'pending', 'closed', 'all'])
    expect(table(at, `${name}.tsv`)).toEqual(table(old, `${name}.tsv`));
  for (const store of ['work-items', 'twins/work-items'])
    expect(withoutStatusEvents(olderTickets(join(at.directory, store)))).toEqual(
      withoutStatusEvents(olderTickets(join(old.directory, store))),
    );
  const doctor = `WORK_ITEMS_DIR=work-items '${olderTool}' doctor`;
  expect(spawnSync('sh', ['-c', doctor], { cwd: at.directory, encoding: 'utf8' })).toMatchObject({ status: 0 });
}

/** `status` said nothing in the thread, and wrote no resolution when it closed: the script moves by it at eleven. */
function withoutStatusEvents(tickets: Record<string, OlderTicket>): Record<string, OlderTicket> {
  return Object.fromEntries(
    Object.entries(tickets).map(([path, { events, fields, files, resolution }]) => {
      const said = events.filter((event) => !event.startsWith('11:') && !event.includes(' state_changed '));
      const isEndSaid = said.some((event) => event.includes(' close '));
      const written = files.filter((name) => isEndSaid || name !== 'resolution.md');
      return [path, { fields, events: said, files: written, resolution: isEndSaid ? resolution : null }];
    }),
  );
}

it('two tickets of one title share their slug, as ever: doctor warns, and the slug alone names neither', async () => {
  const { directory } = workspace({ 'work-items/open/.gitkeep': '' });
  for (let n = 0; n < 2; n++) await tickets(directory, ['create', '--title', 'Same title']);
  const { findings } = json(await tickets(directory, ['doctor', '--json']));
  expect(findings.map(({ code, severity, line }) => [code, severity, line])).toEqual([
    ['duplicate_slug', 'warning', 3],
  ]);
  expect((await tickets(directory, ['doctor'])).status).toBe(0);
  const shown = json(await tickets(directory, ['show', 'same-title', '--json'])).error;
  expect(shown.code).toBe('ambiguous_reference');
  expect(shown.data.candidates).toHaveLength(2);
});
