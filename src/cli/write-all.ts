import { writeSync } from 'node:fs';

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/**
 * Writes everything before it returns, which streams do not promise and cost 3 ms to set up. A full pipe is waited
 * for; a reader that left (`| head -1`) has all it wanted.
 */
export function writeAll(descriptor: number, text: string | Uint8Array): void {
  let left = typeof text === 'string' ? Buffer.from(text) : text;
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(descriptor, left));
    } catch (error) {
      if (codeOf(error) === 'EPIPE') return;
      if (codeOf(error) !== 'EAGAIN') throw error;
      pause(2);
    }
  }
}
