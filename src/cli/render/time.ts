const units = [
  ['y', 365 * 24 * 3600],
  ['mo', 30 * 24 * 3600],
  ['d', 24 * 3600],
  ['h', 3600],
  ['min', 60],
] as const;

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Epoch milliseconds of an ISO 8601 time with a zone, or of a date alone (UTC); anything else is undefined. */
export function parseTime(text: string | null): number | undefined {
  if (text === null || !iso.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** How long ago, in the largest unit that fits: `3 d`. A clock that is ahead reads `now`, no time reads `-`. */
export function age(text: string | null, now: Date): string {
  const time = parseTime(text);
  if (time === undefined) return '-';
  const seconds = (now.getTime() - time) / 1000;
  const unit = units.find(([, size]) => seconds >= size);
  return unit === undefined ? 'now' : `${Math.floor(seconds / unit[1])} ${unit[0]}`;
}
