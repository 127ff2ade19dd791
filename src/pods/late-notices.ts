import type { Live } from './live.js';
import type { Notice } from './notice.js';

export async function takeLateNotices(_live: Live): Promise<Notice[]> {
  return [];
}
