import { listNotices, type NoticeList } from '../../actions/list-notices.js';
import { command } from '../command.js';
import { deliveryWords } from '../delivery-answer.js';
import { podsOf } from '../pods-of.js';
import { type Column, table } from '../render/table.js';
import { age } from '../render/time.js';
import { tsv } from '../render/tsv.js';
import { visible } from '../render/visible.js';

const outcomes = ['delivered', 'skipped', 'failed'] as const;

const columns: Column[] = [
  { title: 'SENT' },
  { title: 'TO' },
  { title: 'DELIVERY', style: (cell) => (cell.startsWith('delivered') ? 'green' : 'yellow') },
  { title: 'MESSAGE', flexible: true },
];

const header = ['id', 'at', 'to', 'outcome', 'reason', 'evidence', 'detail', 'auto_run', 'message'];

export const noticesCommand = command({
  name: 'notices',
  summary: 'What was sent to other pods, and what became of each, newest first',
  description:
    'The outbox of the Orchestrator, in whose name changes are announced; with --as that of another pod. The newest thousand are kept. Each was delivered (recorded: the receiver has it on its disk; written: an older receiver was sent all of it), skipped (missing, not-visible, not-peer, not-live), or failed.',
  args: [],
  flags: {
    to: { type: 'string', placeholder: 'POD', summary: 'only those to this pod or role' },
    outcome: { type: 'string', values: outcomes, placeholder: 'OUTCOME', summary: 'only those that ended so' },
    limit: { type: 'integer', placeholder: 'N', summary: 'at most N (default 50); 0 for all' },
  },
  examples: ['tickets notices', 'tickets notices --outcome skipped --limit 0', 'tickets notices --to companion --json'],
  run: async ({ flags, global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const outcome = outcomes.find((one) => one === flags.outcome);
    const list = listNotices(pods, speaker, { to: flags.to, outcome, limit: flags.limit ?? 50 });
    const { pod, notices, total, truncated } = list;
    return {
      json: { schema_version: 1, kind: 'notices', pod, notices, total, truncated },
      remarks: remarksOf(list),
      text: (look) => {
        if (!look.terminal) return tsv(header, notices.map(piped));
        if (notices.length === 0) return `${visible(pod)} has sent nothing${flags.to || outcome ? ' like that' : ''}\n`;
        return table(
          columns,
          notices.map((sent) => shown(sent, host.now())),
          look,
        );
      },
    };
  },
});

type Listed = NoticeList['notices'][number];

function shown({ at, to, delivery, message }: Listed, now: Date): string[] {
  return [age(at, now), to, deliveryWords(delivery), message.trim().replace(/\s+/g, ' ')];
}

function piped({ id, at, to, delivery, auto_run, message }: Listed): string[] {
  const { outcome, reason, evidence, detail } = delivery;
  return [id, at, to, outcome, reason ?? '', evidence ?? '', detail ?? '', String(auto_run), message];
}

function remarksOf({ notices, total, truncated }: NoticeList) {
  if (!truncated) return [];
  const text = `${notices.length} of ${total} shown; --limit 0 shows all`;
  return [{ level: 'info' as const, source: 'notices', text }];
}
