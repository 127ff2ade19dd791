import { type Acceptance, acceptNotices, type Inbox } from './inbox.js';
import type { Notice } from './notice.js';

/** Notices on their way into an inbox: all that come while the disk is at work are written with one sync. */
export interface NoticeQueue {
  accept: (notice: Notice) => Promise<Acceptance>;
  /** Resolves when nothing is under way any more. */
  settled: () => Promise<void>;
}

interface Queued {
  notice: Notice;
  resolve: (acceptance: Acceptance) => void;
  reject: (error: unknown) => void;
}

const mostAtOnce = 1000;

export function openNoticeQueue(inbox: Inbox): NoticeQueue {
  const queued: Queued[] = [];
  let working: Promise<void> | undefined;

  const work = async () => {
    while (queued.length > 0) await writeBatch(inbox, queued.splice(0, mostAtOnce));
    working = undefined;
  };
  const accept = (notice: Notice) =>
    new Promise<Acceptance>((resolve, reject) => {
      queued.push({ notice, resolve, reject });
      working ??= work();
    });
  return { accept, settled: async () => working };
}

async function writeBatch(inbox: Inbox, batch: readonly Queued[]): Promise<void> {
  try {
    const answers = await acceptNotices(
      inbox,
      batch.map(({ notice }) => notice),
    );
    for (const [n, { resolve }] of batch.entries()) resolve(answers[n] ?? 'full');
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
