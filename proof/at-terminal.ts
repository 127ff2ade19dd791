import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One command line of the source in `root`, as at a terminal: only there `tickets edit` opens an editor. */
const [root = '', ...words] = process.argv.slice(2);
const rootModule = (name: string) => pathToFileURL(join(root, 'src/cli', `${name}.ts`)).href;
const { runCommandLine }: typeof import('../src/cli/door.js') = await import(rootModule('door'));
const { registry }: typeof import('../src/cli/registry.js') = await import(rootModule('registry'));
const { terminal }: typeof import('../src/cli/terminal.js') = await import(rootModule('terminal'));

const stdin = { ...terminal.stdin, isTerminal: true };
process.exitCode = await runCommandLine(words, registry, { ...terminal, stdin });
process.disconnect();
