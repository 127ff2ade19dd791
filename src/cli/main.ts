import { version } from './version.js';
import { writeAll } from './write-all.js';

/** A command line of this process, from its words to its exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && argv[0] === '--version') {
    writeAll(1, `tickets ${version}\n`);
    return;
  }
  const { runHere } = await import('./this-process.js');
  process.exitCode = await runHere(argv);
}
