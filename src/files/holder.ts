import { readFileSync, readlinkSync } from 'node:fs';
import { isAlive, startOf } from '../programs/is-alive.js';

/** One process, so exactly that no other can be taken for it; null is what could not be known. */
export interface Identity {
  pid: number;
  started: number | null;
  boot_id: string | null;
  pid_namespace: string | null;
  host: string;
}

/** Who holds a lock; the token is new with every holding. */
export interface Holder extends Identity {
  token: string;
  at: string;
}

/** Of this process, all but the name of the host: that may change while it runs. */
let lasting: Omit<Identity, 'host'> | undefined;

export function thisProcess(): Identity {
  lasting ??= {
    pid: process.pid,
    started: startOf(process.pid),
    boot_id: readKernel('random/boot_id'),
    pid_namespace: ifKnown(() => readlinkSync('/proc/self/ns/pid')),
  };
  return { ...lasting, host: readKernel('hostname') || process.getBuiltinModule('node:os').hostname() };
}

/** Only what is certain counts: a holder of which this process cannot know is never gone. */
export function isGone(holder: Holder, self: Identity): boolean {
  if (holder.host !== self.host) return false;
  if (holder.boot_id !== self.boot_id) return holder.boot_id !== null && self.boot_id !== null;
  if (holder.pid_namespace !== self.pid_namespace) return false;
  if (!isAlive(holder.pid)) return true;
  const started = startOf(holder.pid);
  return holder.started !== null && started !== null && holder.started !== started;
}

/** The holder that a lock file's text names; undefined for any text that a lock does not have. */
export function parseHolder(text: string): Holder | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const { pid, started, boot_id, pid_namespace, host, token, at } = value;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || pid > 0x7fffffff) return undefined;
  if (started !== null && typeof started !== 'number') return undefined;
  if (!isTextOrNull(boot_id) || !isTextOrNull(pid_namespace)) return undefined;
  if (!isPrintable(host) || !isPrintable(at)) return undefined;
  if (typeof token !== 'string' || !/^[0-9A-Za-z_-]{1,64}$/.test(token)) return undefined;
  return { pid, started, boot_id, pid_namespace, host, token, at };
}

/** Whether this may be what is left of the text of a lock: nothing, or its beginning. What names another host is that one's. */
export function isCutOff(text: string, self: Identity): boolean {
  const left = text.replace(/\0+$/, '');
  const host = /"host":("(?:[^"\\]|\\.)*")/.exec(left)?.[1];
  return (left === '' || /^\{[^}]*$/.test(left)) && (host === undefined || host === JSON.stringify(self.host));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** These two are shown to people, and a lock may come from anywhere. */
function isPrintable(value: unknown): value is string {
  return typeof value === 'string' && (/^[\x20-\x7e]*$/.test(value) || !/\p{C}/u.test(value));
}

/** What the kernel says of itself; loading node:os for the host's name would cost each change as much as a sync. */
function readKernel(name: string): string | null {
  // As UTF-8, Node reads a file at once, without the code by which it reads others.
  return ifKnown(() => readFileSync(`/proc/sys/kernel/${name}`, 'utf8').trim());
}

function ifKnown(look: () => string): string | null {
  try {
    return look();
  } catch {
    return null;
  }
}
