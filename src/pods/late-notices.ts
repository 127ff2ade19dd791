import { acceptNotices } from './inbox.js';
import { alert, type Live } from './live.js';
import { readMetadata } from './metadata.js';
import { isNoticeId, type Notice } from './notice.js';
import { undeliveredTo } from './outbox.js';

/**
 * A pod that starts takes what its peers told it in vain out of their outboxes into its inbox, by id, so that nothing
 * comes twice. Who can write there can read the sender's token as well, so the source is as good as proven.
 */
export async function takeLateNotices(live: Live): Promise<Notice[]> {
  const { pods, name, inbox } = live;
  const reading = readMetadata(pods, name);
  const peers = reading.state === 'readable' ? reading.metadata.peers.map(({ pod_name }) => pod_name) : [];
  const missed = undeliveredTo(pods, name, peers)
    .filter(({ id }) => isNoticeId(id))
    .map(({ id, at, from, message, auto_run }) => {
      const notice: Notice = { id, at, source: from, proven: true, message, auto_run, late: true };
      return notice;
    });
  if (missed.length === 0) return [];
  const answers = await acceptNotices(inbox, missed);
  const late = missed.filter((_, n) => answers[n] === 'new');
  const count = late.length === 1 ? 'a notice was' : `${late.length} notices were`;
  if (late.length > 0) alert(live, 'info', 'inbox', `${count} sent to this pod while it was not running`);
  return late;
}
