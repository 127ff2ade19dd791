import { once } from 'node:events';

/** What became of one write. */
export interface Answer {
  text: string;
  id: string | null;
  refused: string | null;
}

/** A process that lives long: on a word from outside it writes so many times through the library, and answers each time. */
const [library = '', job = '', name = '', rounds = '0'] = process.argv.slice(2);
const { commentTicket, createTicket, openApp }: typeof import('../src/index.js') = await import(library);
const app = await openApp({ cwd: process.cwd(), env: process.env });

async function write(text: string): Promise<Answer> {
  try {
    const change =
      job === 'create'
        ? await createTicket(app, { title: 'Same title', body: text })
        : await commentTicket(app, job, 'comment', text);
    return { text, id: change.ticket.id, refused: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return { text, id: null, refused: String(code) };
  }
}

process.send?.('ready');
await once(process, 'message');
for (let round = 1; round <= Number(rounds); round++) {
  const answer = await write(`${name}, round ${round}`);
  await new Promise((resolve) => process.send?.(answer, resolve));
}
process.disconnect();
