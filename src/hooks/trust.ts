import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { isAbsence } from '../files/file-layer.js';
import { unwritable } from '../files/unwritable.js';
import type { HookConfig } from '../tickets/config.js';
import { digestOfHooks, sha256 } from './hook-programs.js';

type Environment = Record<string, string | undefined>;

/** That a person has looked at the hooks of one store, and wants these to run. */
export interface TrustRecord {
  /** The store's directory, symbolic links resolved. */
  root: string;
  digest: string;
  at: string;
}

/** `changed`: the hooks are others than those that were trusted. */
export type Trust = 'trusted' | 'changed' | 'none';

/** Whether the hooks of a store may run as they are now. */
export function trustOf(env: Environment, root: string, hooks: readonly HookConfig[]): Trust {
  const record = readRecord(fileOf(env, root));
  if (record?.root !== root) return 'none';
  return record.digest === digestOfHooks(root, hooks) ? 'trusted' : 'changed';
}

export function recordTrust(env: Environment, record: TrustRecord): void {
  const file = fileOf(env, record.root);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replacePrivate(file, `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Whether there was anything to take back. */
export function revokeTrust(env: Environment, root: string): boolean {
  const file = fileOf(env, root);
  try {
    rmSync(file);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw unwritable(file, error);
  }
}

export function listTrust(env: Environment): TrustRecord[] {
  const directory = trustDirectory(env);
  const records = namesIn(directory).map((name) => readRecord(join(directory, name)));
  return records.filter((record) => record !== undefined).sort((a, b) => (a.root < b.root ? -1 : 1));
}

/** Outside every repository, so that no pull request can bring its own trust. */
export function trustDirectory({ XDG_STATE_HOME: state, HOME: home }: Environment): string {
  const base = state && isAbsolute(state) ? state : join(home || homedir(), '.local', 'state');
  return join(base, 'tickets', 'trust');
}

function fileOf(env: Environment, root: string): string {
  return join(trustDirectory(env), `${sha256(root).slice(0, 32)}.json`);
}

/** A record that others can have written says nothing. */
function readRecord(file: string): TrustRecord | undefined {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const status = fstatSync(fd);
      const isOurs = status.isFile() && status.uid === process.getuid?.() && (status.mode & 0o022) === 0;
      return isOurs ? parseRecord(readFileSync(fd, 'utf8')) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function parseRecord(text: string): TrustRecord | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { root, digest, at } = { root: null, digest: null, at: null, ...value };
  const isRecord = typeof root === 'string' && typeof digest === 'string' && typeof at === 'string';
  return isRecord ? { root, digest, at } : undefined;
}

/** A reader sees the old record or the new one; nobody else sees either. */
function replacePrivate(file: string, text: string): void {
  const staged = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const fd = openSync(staged, 'wx', 0o600);
    try {
      fchmodSync(fd, 0o600);
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(staged, file);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
