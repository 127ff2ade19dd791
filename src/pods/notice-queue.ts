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

/** How many characters may be under way, and how many are written at once. */
const roomUnderWay = 16 * 1024 * 1024;
const roomInBatch = 1024 * 1024;

export function openNoticeQueue(inbox: Inbox): NoticeQueue {
  const queued: Queued[] = [];
  let underWay = 0;
  let working: Promise<void> | undefined;

  const work = async () => {
    while (queued.length > 0) {
      const batch = queued.splice(0, countOfBatch(queued));
      await writeBatch(inbox, batch);
      underWay -= sizeOf(batch);
    }
    working = undefined;
  };
  const accept = (notice: Notice): Promise<Acceptance> => {
    if (underWay > roomUnderWay) return Promise.resolve('full');
    return new Promise((resolve, reject) => {
      underWay += sizeOf([{ notice }]);
      queued.push({ notice, resolve, reject });
      working ??= work();
    });
  };
  return { accept, settled: async () => working };
}

/** As many as are written at once; always one. */
function countOfBatch(queued: readonly Queued[]): number {
  let size = 0;
  const count = queued.findIndex(({ notice }, n) => {
    size += notice.message.length;
    return n > 0 && size > roomInBatch;
  });
  return count === -1 ? queued.length : count;
}

function sizeOf(queued: readonly Pick<Queued, 'notice'>[]): number {
  return queued.reduce((size, { notice }) => size + notice.message.length, 0);
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
