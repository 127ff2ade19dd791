import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Answer } from './actor.js';
import { hear, type Running, startScript, tickets } from './processes.js';
import type { Product } from './product.js';

const script = new URL('actor.ts', import.meta.url);

/** How often each of a crowd writes. */
export const rounds = 20;

/** Many processes that stand ready and then write at once through the library; `job` is `create` or a ticket's id. */
export async function writeByLibrary(
  product: Product,
  cwd: string,
  size: number,
  job: string,
  env: Record<string, string> = {},
): Promise<Answer[]> {
  const actors = await standReady(product, cwd, size, job, env);
  return (await Promise.all(actors.map(({ running }) => letGo(running)))).flat();
}

export interface Actor {
  name: string;
  running: Running;
}

export async function standReady(
  product: Product,
  cwd: string,
  size: number,
  job: string,
  env: Record<string, string> = {},
): Promise<Actor[]> {
  const library = pathToFileURL(join(product.root, 'dist/index.js')).href;
  const actors = Array.from({ length: size }, (_, n): Actor => {
    const name = `writer ${n + 1}`;
    return { name, running: startScript(script, [library, job, name, String(rounds)], cwd, env) };
  });
  await Promise.all(actors.map(({ running }) => hear(running)));
  return actors;
}

/** Lets one write; what it has answered by its end, of its own accord or not, is what it has acknowledged. */
export async function letGo({ child, ended }: Running, hearAnswer = (_: number): void => {}): Promise<Answer[]> {
  const answers: Answer[] = [];
  child.on('message', (answer: Answer) => hearAnswer(answers.push(answer)));
  child.send('go');
  await Promise.all([ended, once(child, 'disconnect')]);
  return answers;
}

/** As many at a time, each write a command line of its own. */
export async function commentByCommandLine(product: Product, cwd: string, size: number, id: string): Promise<Answer[]> {
  const write = async (name: string): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let round = 1; round <= rounds; round++) {
      const text = `${name}, round ${round}`;
      const { code } = await tickets(product, cwd, ['comment', id, '-m', text]);
      answers.push({ text, id, refused: code === 0 ? null : `exit ${code}` });
    }
    return answers;
  };
  const all = await Promise.all(Array.from({ length: size }, (_, n) => write(`writer ${n + 1}`)));
  return all.flat();
}

/** What was refused, in words; the crowd did nothing that may be refused. */
export function refusals(answers: readonly Answer[]): string[] {
  const codes = answers.flatMap(({ refused }) => (refused === null ? [] : [refused]));
  return codes.length === 0 ? [] : [`${codes.length} of ${answers.length} refused (${[...new Set(codes)].join(', ')})`];
}
