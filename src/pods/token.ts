import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { errnoOf } from '../files/file-layer.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { keep, randomName, removeQuietly, writeNew } from '../files/staging.js';
import { ensureStateDir } from '../files/state-dir.js';
import { unwritable } from '../files/unwritable.js';
import { ensurePodDirectory, filesOf, type Pods, podFile } from './pods.js';

const form = /^[0-9a-f]{64}$/;

/** What only a process of this user can know, by which a pod shows that a notice is its own; made when first asked for. */
export function ensureToken(pods: Pods, name: string): string {
  const found = readToken(pods, name);
  if (found !== undefined) return checked(pods, name, found);
  ensurePodDirectory(pods, name);
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  writeToken(pods, name, randomBytes(32).toString('hex'));
  return checked(pods, name, readToken(pods, name) ?? '');
}

/** Whether a notice comes from the pod that it names; the time this takes says nothing about the token. */
export function provesSource(pods: Pods, name: string, token: string | undefined): boolean {
  const known = tokenIfReadable(pods, name);
  if (known === undefined || token === undefined || !form.test(known) || !form.test(token)) return false;
  return process.getBuiltinModule('node:crypto').timingSafeEqual(Buffer.from(known), Buffer.from(token));
}

function readToken(pods: Pods, name: string): string | undefined {
  const bytes = readRegularFileIfPresent(podFile(pods, name, 'token'), filesOf(pods));
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim();
}

function tokenIfReadable(pods: Pods, name: string): string | undefined {
  try {
    return readToken(pods, name);
  } catch {
    return undefined;
  }
}

/** Whole at once, and never over one that another process has made meanwhile. */
function writeToken(pods: Pods, name: string, token: string): void {
  const files = filesOf(pods);
  const path = podFile(pods, name, 'token');
  const staged = below(pods.stateDir, 'tmp', randomName());
  ensureStateDir(pods.stateDir, files);
  try {
    writeNew(staged, { bytes: new TextEncoder().encode(`${token}\n`), sync: true }, files);
    keep(staged, path, files);
  } catch (error) {
    const isSwept = error instanceof TicketsError && error.code === 'file_not_found';
    if (isSwept) writeToken(pods, name, token);
    else if (errnoOf(error) !== 'EEXIST') throw unwritable(path, error);
  } finally {
    removeQuietly(staged, files);
  }
}

function checked(pods: Pods, name: string, token: string): string {
  if (form.test(token)) return token;
  const path = podFile(pods, name, 'token');
  throw new TicketsError({
    kind: 'unreadable',
    code: 'corrupt_token',
    message: `${path} does not hold the token of the pod ${name}`,
    hints: ['put it back as it was, or move it away, so that a new one is made'],
    data: { name, path },
  });
}
