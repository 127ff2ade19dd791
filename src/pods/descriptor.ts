import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Of an open socket. Node keeps it to itself; without it everything goes the usual way. */
export function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = '_handle' in socket ? socket._handle : undefined;
  const descriptor: unknown = typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined;
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined;
}

/**
 * How many of the bytes the system has taken at once, which is nearly always all of a line: for a process that says one
 * thing and ends, setting up a stream to write would take longer than the answer. What was not taken, a stream has to write.
 */
export function writeAtOnce(socket: Socket, bytes: Uint8Array): number {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined || socket.writableLength > 0) return 0;
  try {
    return writeSync(descriptor, bytes);
  } catch {
    return 0;
  }
}
