import { TicketsError } from '../errors.js';
import type { Host } from './command.js';

/** Shows a person what would be done and asks whether to. Where nobody can answer, `--yes` is asked for instead. */
export async function confirm({ stdin, stderr }: Host, plan: string, question: string): Promise<boolean> {
  if (!stdin.isTerminal || !stderr.isTerminal) throw notConfirmed();
  stderr.write(`${plan}${question} [y/N] `);
  const answer = await (stdin.readLine ?? (async () => new TextDecoder().decode(await stdin.read())))();
  return /^y(?:es)?\s*$/i.test(answer.split('\n')[0] ?? '');
}

export function notConfirmed(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'not_confirmed',
    message: 'nobody is here to say yes to this: nothing was done',
    hints: ['--dry-run shows what would be done, --yes does it'],
  });
}
