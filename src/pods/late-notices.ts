import { delivered, remarked } from './delivery.js';
import { acceptNotices } from './inbox.js';
import { alert, type Live } from './live.js';
import { readMetadata } from './metadata.js';
import { isNoticeId, type Notice } from './notice.js';
import { noteSent, undeliveredTo } from './outbox.js';

/**
 * A pod that starts takes what its peers told it in vain out of their outboxes into its inbox, by id, so that nothing
 * comes twice, and notes down there that it has it. Who can write there can read the sender's token as well, so the
 * source is as good as proven.
 */
export async function takeLateNotices(live: Live): Promise<Notice[]> {
  const { pods, name, inbox } = live;
  const reading = readMetadata(pods, name);
  const peers = reading.state === 'readable' ? reading.metadata.peers.map(({ pod_name }) => pod_name) : [];
  const missed = undeliveredTo(pods, name, peers).filter(({ id }) => isNoticeId(id));
  if (missed.length === 0) return [];
  const notices = missed.map(({ id, at, from, message, auto_run }): Notice => {
    return { id, at, source: from, proven: true, message, auto_run, late: true };
  });
  const answers = await acceptNotices(inbox, notices);
  const delivery = remarked(delivered('recorded'), 'late');
  for (const [n, { from, ...sent }] of missed.entries())
    if (answers[n] !== 'full') await noteSent(pods, from, { ...sent, delivery });
  const late = notices.filter((_, n) => answers[n] === 'new');
  const count = late.length === 1 ? 'a notice was' : `${late.length} notices were`;
  if (late.length > 0)
    alert(live, 'info', 'inbox', `${count} sent to this pod before, and could not be delivered then`);
  return late;
}
