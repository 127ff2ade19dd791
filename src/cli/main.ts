import { runCommandLine } from './door.js';
import { registry } from './registry.js';
import { terminal } from './terminal.js';
import { version } from './version.js';
import { writeAll } from './write-all.js';

const argv = process.argv.slice(2);

if (argv.length === 1 && argv[0] === '--version') {
  writeAll(1, `tickets ${version}\n`);
} else {
  runCommandLine(argv, registry, terminal).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
