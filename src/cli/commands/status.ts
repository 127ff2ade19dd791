import { companionStatus } from '../../actions/companion-status.js';
import { storeStatus } from '../../actions/store-status.js';
import type { Diagnostic } from '../../diagnostic.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command, type Host } from '../command.js';
import { companionText, type FoundCompanion } from '../companion-line.js';
import { invalidRemarks } from '../list-answer.js';
import { table } from '../render/table.js';
import { age } from '../render/time.js';
import { tsv } from '../render/tsv.js';
import { moveTickets, stateFlags } from '../state-command.js';
import { stateWord, stateWords } from '../state-word.js';

export const statusCommand = command({
  name: 'status',
  summary: 'What waits for a person, and since when; with an id and a state: the same as state',
  args: [
    { name: 'id', summary: 'id, slug or part of an id' },
    { name: 'state', summary: 'a state, or open, pending, closed as older scripts say', values: stateWords },
  ],
  flags: stateFlags,
  examples: ['tickets status', 'tickets status peer-handshake closed'],
  run: async (input, host) => {
    const [id, word] = input.args;
    if (id === undefined) return answerStatus(host);
    if (word === undefined)
      throw invalidUsage('status takes an id and a state, or neither', ['tickets show ID shows one ticket']);
    return moveTickets([id], stateWord(word), input, host);
  },
});

const reasons = {
  changes_requested: 'changes requested, unanswered',
  approved_not_done: 'approved, not done',
  done_not_closed: 'done, not closed',
};

async function answerStatus(host: Host): Promise<Answer> {
  const app = await appOf(host);
  const status = await storeStatus(app);
  const found = await companionStatus(app);
  const rows = status.waiting.map(({ id, title, reason, since }) => ({ id, title: title ?? '', reason, since }));
  const counts = Object.entries(status.counts).map(([state, count]) => `${count} ${state}`);
  return {
    json: { schema_version: 1, kind: 'status', ...status, companion: found.companion },
    text: (look) => {
      if (!look.terminal)
        return tsv(
          ['id', 'reason', 'since', 'title'],
          rows.map(({ id, reason, since, title }) => [id, reason, since ?? '', title]),
        );
      const lines = rows.map(({ id, reason, since, title }) => [id, reasons[reason], age(since, host.now()), title]);
      const columns = [{ title: 'ID' }, { title: 'WAITS' }, { title: 'SINCE' }, { title: 'TITLE', flexible: true }];
      const waiting = lines.length === 0 ? 'Nothing waits for a person.\n' : table(columns, lines, look);
      return `${counts.join(', ') || 'no tickets'}\n\n${waiting}\n${companionText(found, host.now())}\n`;
    },
    remarks: [...invalidRemarks(status.invalid), ...companionRemarks(found, host)],
  };
}

/** In a pipe the rows stay rows, and that there is no Companion is no remark. */
function companionRemarks(found: FoundCompanion, { stdout, now }: Host): Diagnostic[] {
  const isAbsent = found.companion?.metadata.state === 'missing';
  if (stdout.isTerminal || isAbsent) return [];
  return [{ level: 'info', source: 'companion', text: companionText(found, now()) }];
}
