import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Format } from './formats.js';
import { type SampleTicket, sampleTicket } from './sample-ticket.js';

/** Stores made on demand and kept until the benchmark ends: those that are changed lie in memory where that is possible. */
export interface Stores {
  find: (format: Format, size: number, use: 'read' | 'change') => string;
  /** An empty program and whatever else the benchmark needs. */
  directory: string;
  /** Where the stores lie that are changed. */
  changedIn: string;
}

export function openStores(): Stores {
  const memory = '/dev/shm';
  const directory = mkdtempSync(join(tmpdir(), 'tickets-bench-'));
  const changed = existsSync(memory) ? mkdtempSync(join(memory, 'tickets-bench-')) : directory;
  process.on('exit', () => {
    for (const path of [directory, changed]) rmSync(path, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  const find: Stores['find'] = (format, size, use) => {
    const path = join(use === 'read' ? directory : changed, `${use}-${format.name}-${size}`);
    if (!existsSync(path)) writeStore(path, format, size);
    return path;
  };
  return { find, directory, changedIn: dirname(changed) };
}

export function writeStore(path: string, format: Format, size: number): void {
  mkdirSync(path, { recursive: true });
  writeFiles(path, format.setting);
  for (let number = 0; number < size; number++) writeFiles(path, format.files(sampleTicket(number)));
}

/** Puts a ticket back as it was generated, wherever a change has moved it. */
export function restoreTicket(path: string, format: Format, ticket: SampleTicket): void {
  for (const home of format.homes(ticket)) rmSync(join(path, home), { recursive: true, force: true });
  writeFiles(path, format.files(ticket));
}

function writeFiles(path: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
