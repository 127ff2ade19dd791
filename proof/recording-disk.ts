import {
  constants,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileLayer } from '../src/files/file-layer.js';
import { crashingDisk, quickDisk } from '../test/files/broken-disk.js';

/** What a machine without power forgets of all that nobody has asked it to keep. */
export interface Loss {
  /** Of the names in directories: those that were made, moved or removed. */
  names: 'kept' | 'lost';
  /** Of the bytes in files. */
  data: 'kept' | 'half' | 'lost';
}

/** What the disk really does when it is asked to keep something. */
export interface Syncing {
  files: boolean;
  directories: boolean;
}

export interface RecordingDisk {
  /** For one process, which ends at its call number `last`. */
  until: (last: number) => FileLayer;
  losePower: (loss: Loss) => void;
}

/** A directory by its inode and a name in it: where that is by now, is looked up when it is needed. */
interface Name {
  directory: number;
  name: string;
}

/** A change of names that is not sure to be on the disk before one of its directories has been synced. */
interface Pending {
  directories: number[];
  undo: () => void;
}

/**
 * Remembers of everything below `folder` whether it was synced. A rename is one thing, as on each disk with a journal:
 * it is kept once either of its directories is. What a name stood for before lies in `grave`, for it to be put back.
 * Locks are left out: they are written for the living only, and count for nothing after a start.
 */
export function recordingDisk(folder: string, grave: string, syncing: Syncing): RecordingDisk {
  let pending: Pending[] = [];
  const synced = new Map<number, number>();
  /** Directories that were removed and are back, by the inodes they had. */
  const reborn = new Map<number, number>();
  let buried = 0;
  mkdirSync(grave, { recursive: true });

  const nameOf = (path: string): Name => ({ directory: statSync(dirname(path)).ino, name: basename(path) });
  const pathOf = ({ directory, name }: Name): string | undefined => {
    const found = directoriesBelow(folder).find((path) => statSync(path).ino === (reborn.get(directory) ?? directory));
    return found === undefined ? undefined : join(found, name);
  };
  const bury = (path: string): string | undefined => {
    if (!quickDisk.lstat(path)?.isFile()) return undefined;
    const kept = join(grave, String(buried++));
    linkSync(path, kept);
    return kept;
  };
  /** Does something to these names; where one is in a directory that is gone, so is what is to be undone. */
  const at = (names: Name[], work: (...paths: string[]) => void) => () => {
    const paths = names.map(pathOf);
    if (paths.every((path) => path !== undefined)) quietly(() => work(...paths));
  };
  const changed = (names: Name[], work: (...paths: string[]) => void) => {
    if (names.some(({ name }) => name.startsWith('lock'))) return;
    pending.push({ directories: names.map(({ directory }) => directory), undo: at(names, work) });
  };

  const until = (last: number): FileLayer => {
    const disk = { ...crashingDisk(last) };
    return {
      ...disk,
      open: (path, flags, mode) => {
        const isNew = (flags & constants.O_CREAT) !== 0 && quickDisk.lstat(path) === undefined;
        const fd = disk.open(path, flags, mode);
        if (isNew) changed([nameOf(path)], (now = '') => unlinkSync(now));
        if (isNew) synced.set(quickDisk.fstat(fd).ino, 0);
        return fd;
      },
      write: (fd, bytes, offset) => {
        const { ino, size } = quickDisk.fstat(fd);
        if (!synced.has(ino)) synced.set(ino, size);
        return disk.write(fd, bytes, offset);
      },
      fsync: (fd) => {
        disk.fsync(fd);
        const stats = quickDisk.fstat(fd);
        if (!stats.isDirectory()) {
          if (syncing.files) synced.delete(stats.ino);
        } else if (syncing.directories) pending = pending.filter(({ directories }) => !directories.includes(stats.ino));
      },
      mkdir: (path, mode) => {
        disk.mkdir(path, mode);
        changed([nameOf(path)], (now = '') => rmSync(now, { recursive: true }));
      },
      rmdir: (path) => {
        const [name, { ino }] = [nameOf(path), statSync(path)];
        disk.rmdir(path);
        changed([name], (now = '') => {
          mkdirSync(now);
          reborn.set(ino, statSync(now).ino);
        });
      },
      link: (existing, path) => {
        disk.link(existing, path);
        changed([nameOf(path)], (now = '') => unlinkSync(now));
      },
      unlink: (path) => {
        const [name, kept] = [nameOf(path), bury(path)];
        disk.unlink(path);
        changed([name], (now = '') => kept !== undefined && linkSync(kept, now));
      },
      rename: (from, to) => {
        const [names, kept] = [[nameOf(from), nameOf(to)], bury(to)];
        disk.rename(from, to);
        changed(names, (was = '', now = '') => {
          renameSync(now, was);
          if (kept !== undefined) linkSync(kept, now);
        });
      },
    };
  };

  const losePower = ({ names, data }: Loss) => {
    if (names === 'lost') for (const { undo } of pending.reverse()) undo();
    for (const path of data === 'kept' ? [] : filesBelow(folder)) {
      const { ino, size } = statSync(path);
      const sure = Math.min(size, synced.get(ino) ?? size);
      if (sure < size) truncateSync(path, data === 'lost' ? sure : Math.floor((sure + size) / 2));
    }
    pending = [];
    synced.clear();
  };

  return { until, losePower };
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {}
}

function directoriesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const inside = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return [folder, ...inside];
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('lock'));
  return files.map((entry) => join(entry.parentPath, entry.name));
}
