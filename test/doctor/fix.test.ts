import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../src/tickets/frontmatter.js';
import { json, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { alpha, beta, cleanFlat, cleanOlder, gamma } from './clean-stores.js';
import { faults, writeFiles } from './faults.js';

function world(store: Record<string, string>, more: Record<string, string | Uint8Array> = {}) {
  const made = workspace();
  const root = `${made.directory}/work-items`;
  writeFiles(root, { ...store, ...more });
  return { ...made, root };
}

const item = `work-items/${alpha}/item.md`;
const itemOf = (id: string) => cleanFlat[`${id}/item.md`] ?? '';
const notYaml = { [`${alpha}/item.md`]: itemOf(alpha).replace('"Alpha"', 'TUI: "add" it # now') };

describe('doctor --fix', () => {
  it('quotes what YAML refuses, and changes no other byte', async () => {
    const { directory, read } = world(cleanFlat, notYaml);
    const said = json(await tickets(directory, ['doctor', '--fix', '--yes', '--json']));
    expect(said).toMatchObject({ ok: true, findings: [] });
    const wanted = notYaml[`${alpha}/item.md`]?.replace('TUI: "add" it # now', JSON.stringify('TUI: "add" it # now'));
    expect(read(item)).toBe(wanted);
    expect(json(await tickets(directory, ['show', alpha, '--json'])).ticket.title).toBe('TUI: "add" it # now');
  });

  it('keeps line ends of two characters', async () => {
    const text = itemOf(alpha).replace('"Alpha"', 'a: b').replaceAll('\n', '\r\n');
    const { directory, read } = world(cleanFlat, { [`${alpha}/item.md`]: text });
    await tickets(directory, ['doctor', '--fix', '--yes']);
    expect(read(item)).toBe(text.replace('a: b', '"a: b"'));
  });

  it('shows with --dry-run what it would do, and does nothing', async () => {
    const { directory, snapshot } = world(cleanFlat, notYaml);
    const before = snapshot();
    const said = json(await tickets(directory, ['doctor', '--fix', '--dry-run', '--json']));
    expect(said.fixes).toEqual([
      {
        code: 'not_yaml',
        path: item,
        text: '- title: TUI: "add" it # now\n+ title: "TUI: \\"add\\" it # now"',
        done: false,
      },
    ]);
    expect(snapshot()).toEqual(before);
    expect(existsSync(`${directory}/work-items/.state`)).toBe(false);
  });

  it('is what --dry-run and --yes belong to: without it they are refused', async () => {
    const { directory, snapshot } = world(cleanFlat, notYaml);
    const before = snapshot();
    for (const flag of ['--dry-run', '--yes', '-y']) {
      const said = await tickets(directory, ['doctor', flag, '--json']);
      expect({ status: said.status, code: json(said).error.code }).toEqual({ status: 2, code: 'invalid_usage' });
      expect(json(said).error.hints.join()).toContain('--fix');
    }
    expect(snapshot()).toEqual(before);
  });

  it('asks on a terminal, and takes no answer but yes for one', async () => {
    const { directory, snapshot } = world(cleanFlat, notYaml);
    const before = snapshot();
    for (const stdin of ['n\n', '\n', '', 'yo\n']) {
      const said = await tickets(directory, ['doctor', '--fix'], { terminal: 80, stdin });
      expect(said.stderr).toContain('Make these 1 fixes? [y/N]');
      expect(said.stderr).toContain('+ title:');
      expect(snapshot()).toEqual(before);
    }
    expect((await tickets(directory, ['doctor', '--fix'], { terminal: 80, stdin: 'y\n' })).stdout).toContain('fixed');
    expect(snapshot()).not.toEqual(before);
  });

  it('refuses without a terminal to fix what nobody has agreed to', async () => {
    const { directory, snapshot } = world(cleanFlat, notYaml);
    const before = snapshot();
    const said = await tickets(directory, ['doctor', '--fix', '--json']);
    expect({ status: said.status, code: json(said).error.code }).toEqual({ status: 2, code: 'not_confirmed' });
    expect(snapshot()).toEqual(before);
  });

  it('gives what is blocked its depends_on, unless that would lead round in a circle', async () => {
    const blocks = {
      [`${alpha}/item.md`]: itemOf(alpha).replace('depends_on', `blocks: [${beta}, ${gamma}]\ndepends_on`),
    };
    const { directory, read } = world(cleanFlat, blocks);
    const said = json(await tickets(directory, ['doctor', '--fix', '--yes', '--json']));
    expect(read(`work-items/${beta}/item.md`)).toContain(`depends_on: [${alpha}]\n`);
    expect(read(`work-items/${gamma}/item.md`)).toBe(itemOf(gamma));
    expect(said.findings.map(({ code, path }) => ({ code, path }))).toEqual([{ code: 'older_blocks', path: item }]);
  });

  it('corrects the id, and the time that is before the last event', async () => {
    const { directory, read } = world(cleanFlat, {
      [`${beta}/item.md`]: itemOf(beta)
        .replace('2026-06-09', '2026-06-04')
        .replace('priority', `id: ${alpha} # x\npriority`),
    });
    expect((await tickets(directory, ['doctor', '--fix', '--yes'])).status).toBe(0);
    expect(read(`work-items/${beta}/item.md`)).toBe(
      itemOf(beta).replace('2026-06-09', '2026-06-05').replace('priority', `id: "${beta}" # x\npriority`),
    );
  });

  it('makes the directories that older tools want', async () => {
    const { 'pending/.gitkeep': _, [`open/${alpha}/artifacts/.gitkeep`]: __, ...rest } = cleanOlder;
    const { directory, read } = world(rest);
    expect((await tickets(directory, ['doctor', '--fix', '--yes', '--strict'])).status).toBe(0);
    expect(read('work-items/pending/.gitkeep') + read(`work-items/open/${alpha}/artifacts/.gitkeep`)).toBe('');
  });

  it('shows both texts of a change that cannot be completed, and sets it aside', async () => {
    const path = `${alpha}/item.md`;
    const step = { kind: 'write', path, before: '1'.repeat(64), after: '2'.repeat(64) };
    const journal = '.state/journal.changed.0123456789abcdef';
    const { directory, root } = world(cleanFlat, {
      [`${journal}/journal.json`]: JSON.stringify({ version: 1, at: '2026-06-01T00:00:00Z', steps: [step] }),
    });
    const planned = await tickets(directory, ['doctor', '--fix', '--dry-run']);
    expect(planned.stdout).toContain('| title: "Alpha"');
    expect((await tickets(directory, ['comment', alpha, '-m', 'Refused.'])).status).toBe(9);
    expect((await tickets(directory, ['doctor', '--fix', '--yes'])).status).toBe(0);
    expect(readdirSync(`${root}/.state`).filter((name) => name.startsWith('aside.'))).toHaveLength(1);
    expect((await tickets(directory, ['comment', alpha, '-m', 'Taken.'])).status).toBe(0);
  });

  it('does not say that a change is complete whose files are not as it left them', async () => {
    const step = { kind: 'write', path: `${alpha}/item.md`, before: '1'.repeat(64), after: '2'.repeat(64) };
    const { directory } = world(cleanFlat, {
      '.state/journal/journal.json': JSON.stringify({ version: 1, at: '2026-06-01T00:00:00Z', steps: [step] }),
    });
    const said = json(await tickets(directory, ['doctor', '--fix', '--yes', '--json']));
    expect(said.fixes).toEqual([]);
    expect(said.findings.map(({ code }) => code)).toEqual(['recovery_stopped']);
  });

  it.each(faults)('never touches a thread, a resolution, an artifact or a body: $what', async ({ store, seed }) => {
    const made = world(store);
    seed(made.root);
    const before = made.snapshot('work-items');
    await tickets(made.directory, ['doctor', '--fix', '--yes']);
    const after = made.snapshot('work-items');
    for (const [path, bytes] of Object.entries(before)) {
      if (path.startsWith('.git/') || path.startsWith('.state/')) continue;
      if (!path.endsWith('/item.md')) expect({ path, bytes: after[path] }).toEqual({ path, bytes });
      const body = (text: string | undefined) => bodyOf(Buffer.from(text ?? '', 'latin1'));
      expect({ path, body: body(after[path]) }).toEqual({ path, body: body(bytes) });
    }
    const fresh = Object.keys(after).filter((path) => !(path in before) && !path.endsWith('.gitkeep'));
    expect(fresh.filter((path) => !path.startsWith('.state/') && !path.startsWith('.git/'))).toEqual([]);
  });
});
