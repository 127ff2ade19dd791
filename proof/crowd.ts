import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Answer } from './actor.js';
import { hear, startScript, tickets } from './processes.js';
import type { Product } from './product.js';

const actor = new URL('actor.ts', import.meta.url);

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
  const library = pathToFileURL(join(product.root, 'dist/index.js')).href;
  const actors = Array.from({ length: size }, (_, n) =>
    startScript(actor, [library, job, `writer ${n + 1}`, String(rounds)], cwd, env),
  );
  await Promise.all(actors.map(hear));
  for (const { child } of actors) child.send('go');
  const ended = await Promise.all(actors.map((actor) => actor.ended));
  return ended.flatMap(({ stdout }): Answer[] => JSON.parse(stdout));
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
