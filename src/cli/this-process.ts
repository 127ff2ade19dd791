import { runCommandLine } from './door.js';
import { registry } from './registry.js';
import { terminal } from './terminal.js';

/** A command line of this process. */
export function runHere(argv: readonly string[]): Promise<number> {
  return runCommandLine(argv, registry, terminal);
}
