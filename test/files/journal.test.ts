import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TicketsError } from '../../src/errors.js';
import { type FileLayer, nodeFiles } from '../../src/files/file-layer.js';
import { commitSteps } from '../../src/files/journal.js';
import type { Step } from '../../src/files/journal-record.js';
import { recover } from '../../src/files/recover.js';
import {
  type Call,
  countingDisk,
  crashingDisk,
  failingDisk,
  quickDisk,
  systemError,
  watchedDisk,
} from './broken-disk.js';
import { bytes, leftovers, newWorld, treeOf, type World } from './world.js';

const before = {
  'a/item.md': 'item one\n',
  'a/thread.md': 'thread one\n',
  'open/b/item.md': 'open\n',
  'open/b/resolution.md': 'done\n',
};

const write = (path: string, text: string): Step => ({ kind: 'write', path, content: bytes(text) });

/** Each of the changes that the whole room is for. */
const changes: Record<string, Step[]> = {
  'two files of one directory': [write('a/item.md', 'item two\n'), write('a/thread.md', 'thread two\n')],
  'a file in a new directory, and one less': [
    write('a/artifacts/deep/log.txt', 'log\n'),
    { kind: 'delete', path: 'a/thread.md' },
    write('a/item.md', 'item two\n'),
  ],
  'a moved directory with changes in it': [
    write('open/b/item.md', 'closed\n'),
    { kind: 'delete', path: 'open/b/resolution.md' },
    { kind: 'move', from: 'open/b', to: 'closed/b' },
    write('closed/b/why.md', 'because\n'),
  ],
  'a moved file, an emptied directory, and new ones': [
    { kind: 'move', from: 'a/thread.md', to: 'closed/old.md' },
    { kind: 'move', from: 'open/b', to: 'b' },
    {
      kind: 'create',
      path: 'c',
      content: { 'item.md': bytes('new\n'), 'artifacts/run': { executable: bytes('#!\n') } },
    },
    { kind: 'create', path: 'closed/d', content: { 'item.md': bytes('closed\n') } },
    write('b/item.md', 'flat\n'),
    { kind: 'rmdir', path: 'open' },
  ],
};

function changedWorld(): World {
  const world = newWorld(before);
  chmodSync(join(world.root, 'a/item.md'), 0o600);
  chmodSync(join(world.root, 'open/b/item.md'), 0o755);
  return world;
}

function afterOf(steps: Step[]): Record<string, string> {
  const world = changedWorld();
  commitSteps({ ...world, steps, files: quickDisk });
  return treeOf(world.root);
}

function callsOf(steps: Step[]): number {
  const { files, calls } = countingDisk();
  commitSteps({ ...changedWorld(), steps, files });
  return calls.length;
}

function attempt(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('a change writes, deletes and moves, keeps permissions and leaves nothing behind', () => {
  const world = changedWorld();
  commitSteps({ ...world, steps: changes['a moved directory with changes in it'] ?? [] });
  expect(treeOf(world.root)).toMatchObject({ 'closed/b/item.md': '755 closed\n', 'closed/b/why.md': '644 because\n' });
  expect(Object.keys(treeOf(world.root)).filter((path) => path.includes('resolution'))).toEqual([]);
  expect(leftovers(world)).toEqual([]);
});

test('the order of moves and writes does not matter, when each path means the tree at its turn', () => {
  const moved = { kind: 'move', from: 'open/b', to: 'closed/b' } as const;
  expect(afterOf([moved, write('closed/b/item.md', 'x')])).toEqual(afterOf([write('open/b/item.md', 'x'), moved]));
});

test('a directory in which something else lies is not taken away, and the change is made all the same', () => {
  const world = changedWorld();
  mkdirSync(join(world.root, 'open/other'));
  const steps: Step[] = [
    { kind: 'move', from: 'open/b', to: 'b' },
    { kind: 'rmdir', path: 'open' },
    { kind: 'rmdir', path: 'nowhere' },
  ];
  commitSteps({ ...world, steps });
  expect(Object.keys(treeOf(world.root))).toEqual(expect.arrayContaining(['b/item.md', 'open/', 'open/other/']));
  expect(leftovers(world)).toEqual([]);
});

test('a new directory never takes the place of anything', () => {
  const world = changedWorld();
  const start = treeOf(world.root);
  for (const path of ['a', 'open', 'a/item.md']) {
    const steps: Step[] = [write('b/item.md', 'x'), { kind: 'create', path, content: { 'item.md': bytes('x') } }];
    expect(attempt(() => commitSteps({ ...world, steps }))).toMatchObject({ code: 'already_exists' });
  }
  expect(treeOf(world.root)).toEqual(start);
  expect(leftovers(world)).toEqual([]);
});

test('an executable file of a new directory can be run, the others cannot', () => {
  const tree = afterOf(changes['a moved file, an emptied directory, and new ones'] ?? []);
  expect(tree).toMatchObject({
    'c/artifacts/run': '755 #!\n',
    'c/item.md': '644 new\n',
    'closed/old.md': '644 thread one\n',
  });
  expect(Object.keys(tree)).not.toContain('open/');
});

test.each([
  ['of one directory', [write('a/item.md', 'x'), write('a/thread.md', 'y')]],
  ['of two directories', [write('a/item.md', 'x'), write('open/b/item.md', 'y')]],
])('a change of two files %s asks the disk at most eight times to sync', (_, steps) => {
  const { files, calls } = countingDisk();
  commitSteps({ ...newWorld(before), steps, files });
  const synced = calls.filter((call) => call === 'fsync').length;
  expect(synced).toBeGreaterThanOrEqual(7);
  expect(synced).toBeLessThanOrEqual(8);
});

test('nothing is changed before every new text and the journal are synced', () => {
  const seen: string[] = [];
  const world = newWorld(before);
  const files = watchedDisk((call, _, [first, second]) => {
    if (call === 'fsync') seen.push('sync');
    if (call === 'rename' && String(second).endsWith('/journal')) seen.push('commit');
    if (call === 'rename' && String(first).endsWith('.ready')) seen.push('apply');
  });
  commitSteps({ ...world, steps: [write('a/item.md', 'x'), write('a/thread.md', 'y')], files });
  expect(seen).toEqual(['sync', 'sync', 'sync', 'sync', 'commit', 'sync', 'apply', 'apply', 'sync', 'sync']);
});

describe.each(Object.entries(changes))('%s', (_, steps) => {
  const wanted = once(() => afterOf(steps));

  test('is whole or absent after a crash at any point, once the next writer has been here', () => {
    const outcomes = new Set<string>();
    for (let n = 1; n <= callsOf(steps); n++) {
      const world = changedWorld();
      const start = treeOf(world.root);
      attempt(() => commitSteps({ ...world, steps, files: crashingDisk(n) }));
      recover({ ...world, files: quickDisk });
      const end = treeOf(world.root);
      expect([start, wanted()]).toContainEqual(end);
      expect(leftovers(world)).toEqual([]);
      outcomes.add(JSON.stringify(end));
    }
    expect(outcomes.size).toBe(2);
  });

  test('is completed even where the recovery crashes as well, at any point', { timeout: 60_000 }, () => {
    for (const n of crashesThatLeaveAJournal(steps)) {
      for (let m = 1; ; m++) {
        const world = changedWorld();
        attempt(() => commitSteps({ ...world, steps, files: crashingDisk(n) }));
        const crash = attempt(() => recover({ ...world, files: crashingDisk(m) }));
        recover({ ...world, files: quickDisk });
        expect(treeOf(world.root)).toEqual(wanted());
        expect(leftovers(world)).toEqual([]);
        if (crash === undefined) break;
      }
    }
  });

  test.each(['EIO', 'ENOSPC', 'EACCES', 'EMFILE'])(
    'is made, or refused with nothing changed, or recorded, when any one call fails with %s',
    (errno) => {
      for (const forever of [false, true]) {
        for (let n = 1; n <= callsOf(steps); n++) {
          const world = changedWorld();
          const start = treeOf(world.root);
          const error = attempt(() => commitSteps({ ...world, steps, files: failingDisk(n, errno, forever) }));
          const end = treeOf(world.root);
          recover({ ...world, files: quickDisk });
          if (error === undefined) expect(end).toEqual(wanted());
          else expect(error).toBeInstanceOf(TicketsError);
          if (isRecorded(error) || error === undefined) expect(treeOf(world.root)).toEqual(wanted());
          else expect([end, treeOf(world.root)]).toEqual([start, start]);
          expect(leftovers(world)).toEqual([]);
        }
      }
    },
  );

  test('is recorded and not lost when a disk goes away half-way', () => {
    const world = changedWorld();
    const files = goneAfterCommit();
    const error = attempt(() => commitSteps({ ...world, steps, files }));
    expect(error).toMatchObject({ kind: 'recorded', code: 'change_recorded' });
    expect(recover({ ...world, files: quickDisk }).completed).not.toEqual([]);
    expect(treeOf(world.root)).toEqual(wanted());
  });

  test('is made on a disk that takes three bytes at a time', () => {
    const world = changedWorld();
    commitSteps({ ...world, steps, files: slowDisk() });
    expect(treeOf(world.root)).toEqual(wanted());
  });

  test('is made, and taken back, on a disk that knows no links', () => {
    const world = changedWorld();
    commitSteps({ ...world, steps, files: watchedDisk(refuseLinks) });
    expect(treeOf(world.root)).toEqual(wanted());
    const other = changedWorld();
    const start = treeOf(other.root);
    attempt(() => commitSteps({ ...other, steps, files: watchedDisk(refuseLinksAndLastRename(steps)) }));
    expect(treeOf(other.root)).toEqual(start);
  });
});

test('taking back brings the very same file back', () => {
  const world = changedWorld();
  const inode = statSync(join(world.root, 'a/item.md')).ino;
  const files = watchedDisk((call, _, args) => {
    if (call === 'rename' && String(args[1]).endsWith('a/thread.md') && String(args[0]).endsWith('.ready')) {
      throw systemError('EIO');
    }
  });
  const error = attempt(() => commitSteps({ ...world, steps: changes['two files of one directory'] ?? [], files }));
  expect(error).toMatchObject({ kind: 'unwritable', code: 'write_failed' });
  expect(String(error)).toContain('a/thread.md');
  expect(statSync(join(world.root, 'a/item.md')).ino).toBe(inode);
});

test.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EROFS', 'read_only'],
  ['EACCES', 'read_only'],
  ['EPERM', 'read_only'],
  ['EIO', 'write_failed'],
  ['EFBIG', 'write_failed'],
])('%s while staging is told as %s and names the file', (errno, code) => {
  const world = changedWorld();
  const files = watchedDisk((call) => {
    if (call === 'write') throw systemError(errno);
  });
  const error = attempt(() => commitSteps({ ...world, steps: [write('a/item.md', 'x')], files }));
  expect(error).toMatchObject({ kind: 'unwritable', code });
  expect(String(error)).toContain(join(world.root, 'a/item.md'));
  expect(leftovers(world)).toEqual([]);
});

test('a change that names a path twice, after its moves, is a mistake of ours and not made', () => {
  const world = changedWorld();
  const moved = { kind: 'move', from: 'open/b', to: 'closed/b' } as const;
  const steps = [write('open/b/item.md', 'x'), moved, write('closed/b/item.md', 'y')];
  expect(() => commitSteps({ ...world, steps })).toThrowError('twice');
  expect(leftovers(world)).toEqual([]);
});

test('a disk that takes no byte at all is refused and not waited for', () => {
  const world = changedWorld();
  const files: FileLayer = { ...nodeFiles, write: () => 0 };
  const error = attempt(() => commitSteps({ ...world, steps: [write('a/item.md', 'x')], files }));
  expect(error).toMatchObject({ code: 'write_failed' });
});

test('a directory is never moved onto another, not even onto an empty one', () => {
  const world = changedWorld();
  mkdirSync(join(world.root, 'closed/b'), { recursive: true });
  const start = treeOf(world.root);
  const steps: Step[] = [{ kind: 'move', from: 'open/b', to: 'closed/b' }];
  expect(attempt(() => commitSteps({ ...world, steps }))).toMatchObject({ code: 'already_exists' });
  expect(treeOf(world.root)).toEqual(start);
});

test('a directory that is not there is not moved', () => {
  const world = changedWorld();
  const steps: Step[] = [{ kind: 'move', from: 'open/z', to: 'closed/z' }];
  expect(attempt(() => commitSteps({ ...world, steps }))).toMatchObject({ code: 'nothing_to_move' });
});

test.each(['../out.md', '/etc/out', 'a/../../out', '.state/lock', 'a//b', 'a/.git/config', 'a/.GIT/config', 'a/b\0'])(
  'a change may not name %j',
  (path) => {
    const world = changedWorld();
    expect(attempt(() => commitSteps({ ...world, steps: [write(path, 'x')] }))).toMatchObject({ code: 'unsafe_path' });
    expect(leftovers(world)).toEqual([]);
  },
);

test('a change never takes the place of a journal that waits for recovery', () => {
  const world = changedWorld();
  const steps = changes['two files of one directory'] ?? [];
  attempt(() => commitSteps({ ...world, steps, files: goneAfterCommit() }));
  const start = treeOf(world.root);
  expect(attempt(() => commitSteps({ ...world, steps: [write('a/item.md', 'three')] }))).toBeInstanceOf(TicketsError);
  expect(treeOf(world.root)).toEqual(start);
  expect(readdirSync(world.stateDir)).toContain('journal');
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function isRecorded(error: unknown): boolean {
  return error instanceof TicketsError && error.kind === 'recorded';
}

/** One for each state in which the disk can be then: not every call changes it. */
function crashesThatLeaveAJournal(steps: Step[]): number[] {
  const { files, calls } = countingDisk();
  commitSteps({ ...changedWorld(), steps, files });
  const changing = new Set<Call>(['rename', 'link', 'unlink', 'mkdir', 'rmdir']);
  const points = calls.flatMap((call, n) => (changing.has(call) ? [n + 2] : []));
  return points.filter((n) => {
    const world = changedWorld();
    attempt(() => commitSteps({ ...world, steps, files: crashingDisk(n) }));
    return leftovers(world).includes('journal');
  });
}

function goneAfterCommit(): FileLayer {
  let isCommitted = false;
  return watchedDisk((call, _, args) => {
    if (isCommitted) throw systemError('EIO');
    isCommitted = call === 'rename' && String(args[1]).endsWith('.state/journal');
  });
}

function slowDisk(): FileLayer {
  const write: FileLayer['write'] = (fd, text, offset) => nodeFiles.write(fd, text.subarray(0, offset + 3), offset);
  return { ...quickDisk, write };
}

function refuseLinks(call: string): void {
  if (call === 'link') throw systemError('EPERM');
}

function refuseLinksAndLastRename(steps: Step[]): (call: string, n: number, args: unknown[]) => void {
  const last = steps.at(-1);
  const path = last?.kind === 'write' ? last.path : '';
  return (call, _, args) => {
    refuseLinks(call);
    if (call === 'rename' && String(args[0]).endsWith('.ready') && String(args[1]).endsWith(path)) {
      throw systemError('EIO');
    }
  };
}
