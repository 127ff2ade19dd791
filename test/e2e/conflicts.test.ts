import { describe, expect, it } from 'vitest';
import { commentTicket } from '../../src/actions/comment-ticket.js';
import { json, tickets } from '../helpers/command-line.js';
import { created, item, ticket, workspace } from '../helpers/workspace.js';

const one = '20260601-000000-one';
const two = '20260601-000001-two';
const threadOfOne = `work-items/${one}/thread.md`;

const ours = '<!-- event: comment id: 00000001 author: hare at: 2026-06-01T00:00:01Z -->\n\n## Comment\n\nOurs.\n';
const theirs =
  '<!-- event: review id: 00000002 author: dodo at: 2026-06-01T00:00:01Z status: approve -->\n\n## Review\n\nTheirs.\n';

/** As git leaves it where each branch has added to the thread; the last `---` is of both. */
const conflicted = `${created}\n<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n\n---\n`;

function store(thread: string, text = item('One')) {
  const at = workspace({ ...ticket(one, text, thread), ...ticket(two, item('Two')) });
  return { ...at, ask: (...words: string[]) => tickets(at.directory, words) };
}

const changes: string[][] = [
  ['comment', one, '-m', 'More.'],
  ['review', one, '--approve', '-m', 'Fine.'],
  ['start', one],
  ['close', one, '-m', 'Over.'],
  ['edit', one, '--priority', 'P1'],
  ['evidence', one, '-m', 'Seen.'],
  ['relate', one, 'depends_on', two],
];

describe('what a merge left in conflict is not written into', () => {
  it.each(changes)('%s', async (...words) => {
    const { ask, snapshot } = store(conflicted);
    const before = snapshot();
    const said = await ask(...words, '--json');
    expect(said.status).toBe(7);
    expect(json(said).error).toMatchObject({ kind: 'unreadable', code: 'merge_conflict', data: { line: 7 } });
    expect(json(said).error.hints.join()).toContain('git add');
    expect(snapshot()).toEqual(before);
  });

  it('nor a conflict whose sides hold several events, in lines that end like those of Windows', async () => {
    const several = `${created}\n<<<<<<< HEAD\n${ours}\n---\n\n${ours}=======\n${theirs}>>>>>>> other\n\n---\n`;
    const { ask } = store(several.replaceAll('\n', '\r\n'));
    expect((await ask('comment', one, '-m', 'More.')).status).toBe(7);
  });

  it.each([
    ['a fence that one side never closes', 'see:\n\n```\ncut off\n', 'fine:\n\n```\nx\n```\n', ''],
    ['a fence that stood open before', '```\nx\n```\n', '```\ny\n```\n', '```\nopen\n'],
  ])('nor a conflict behind %s', async (_, mine, other, base) => {
    const before = created.replace('## Created\n', `## Created\n\n${base}`);
    const { ask } = store(`${before}\n<<<<<<< HEAD\n${ours}\n${mine}=======\n${theirs}\n${other}>>>>>>> b\n\n---\n`);
    expect((await ask('comment', one, '-m', 'More.')).status).toBe(7);
  });

  it.each(['||||||| base\n', '||||||| base\nold\n'])('nor a conflict that shows what was before: %j', async (base) => {
    const { ask } = store(`${created}\n<<<<<<< HEAD\n${ours}${base}=======\n${theirs}>>>>>>> b\n\n---\n`);
    expect((await ask('comment', one, '-m', 'More.')).status).toBe(7);
  });

  it('nor a conflict that begins where no event has begun', async () => {
    const { ask } = store(`<<<<<<< ours\n${created}=======\n${created}>>>>>>> theirs\n`);
    expect((await ask('show', one)).status).toBe(0);
    expect((await ask('comment', one, '-m', 'More.')).status).toBe(7);
  });

  it('nor a conflict that came in while the change was decided on', async () => {
    const { app, read, write } = store(created);
    const merge = async () => {
      write(threadOfOne, conflicted);
      return null;
    };
    const change = commentTicket(await app({ hooks: [{ name: 'merge', ask: merge }] }), one, 'comment', 'More.');
    await expect(change).rejects.toMatchObject({ code: 'merge_conflict' });
    expect(read(threadOfOne)).toBe(conflicted);
  });

  it('an item with a conflict in its frontmatter is named as such', async () => {
    const sides = '<<<<<<< HEAD\npriority: P1\n=======\npriority: P2\n>>>>>>> other\n';
    const { ask } = store(created, item('One', 'planning', sides));
    const said = await ask('start', one);
    expect(said).toMatchObject({ status: 7, stderr: expect.stringContaining(`${one}/item.md:6: a merge was left`) });
  });

  it('and every list and doctor names it so, once', async () => {
    const sides = '<<<<<<< HEAD\npriority: P1\n=======\npriority: P2\n>>>>>>> other\n';
    const { ask } = store(created, item('One', 'planning', sides));
    const path = `work-items/${one}/item.md`;
    for (const words of [['show', one], ['list'], ['next'], ['blocked'], ['status'], ['list', '--state', 'closed']])
      expect((await ask(...words)).stderr).toContain(`${path}:6: a merge was left unresolved here`);
    expect(json(await ask('list', '--json')).invalid).toEqual([
      { path, line: 6, code: 'merge_conflict', message: 'a merge was left unresolved here' },
    ]);
    const { findings } = json(await ask('doctor', '--json'));
    expect(findings.map(({ code, line }) => [code, line])).toEqual([['conflict_marker', 6]]);
  });

  it('doctor names what stands in conflict below it, too', async () => {
    const sides = '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n';
    const { ask } = store(created, `${item('One', 'planning', sides)}\n${sides}`);
    const { findings } = json(await ask('doctor', '--json'));
    expect(findings.map(({ code, line }) => [code, line])).toEqual([
      ['conflict_marker', 6],
      ['conflict_marker', 17],
    ]);
  });

  it('of an item with another fault, that fault is named, whatever its body quotes', async () => {
    const text = item('One', 'planning', 'title: again\n');
    const { ask } = store(created, `${text}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n`);
    expect((await ask('comment', one, '-m', 'x')).stderr).not.toContain('merge');
  });

  it('such a ticket can be read, and changed once the markers are out', async () => {
    const { ask, write } = store(conflicted);
    expect((await ask('show', one)).status).toBe(0);
    expect((await ask('artifact', 'list', one)).status).toBe(0);
    write(threadOfOne, `${created}\n${ours}\n---\n\n${theirs}\n---\n`);
    expect((await ask('comment', one, '-m', 'More.')).status).toBe(0);
  });
});

describe('texts that speak of conflicts are texts', () => {
  it.each([
    ['a conflict in a fence', '```\n<<<<<<< HEAD\n<!-- event: a -->\n=======\nb\n>>>>>>> other\n```'],
    ['a conflict quoted as it is', 'It said\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n\n<!-- event: x -->'],
    ['a conflict behind a rule', 'We saw\n\n---\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other'],
    ['a beginning alone', '<<<<<<< HEAD\n<!-- event: a -->'],
    ['a heading between lines', 'Heading\n=======\n\n>>>>>>> quoted'],
  ])('%s', async (_, text) => {
    const { ask } = store(created);
    expect((await ask('comment', one, '-m', text)).status).toBe(0);
    expect((await ask('review', one, '--approve', '-m', text)).status).toBe(0);
    expect((await ask('start', one)).status).toBe(0);
  });
});
