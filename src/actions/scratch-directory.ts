import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { named } from '../files/unwritable.js';

/** A new directory for files that nobody keeps, where the system has its own. */
export function makeScratchDirectory(prefix: string): string {
  return named(tmpdir(), () => mkdtempSync(join(tmpdir(), prefix)));
}
