/** A message to a pod, as its inbox keeps it. */
export interface Notice {
  id: string;
  /** When the receiver wrote it down; of a late one, when it was sent. */
  at: string;
  /** The pod that it says it comes from; nobody has checked that unless it is `proven`. */
  source: string | null;
  proven: boolean;
  message: string;
  /** Whether it wakes an idle receiver, or waits for its next turn. */
  auto_run: boolean;
  /** It was found in the sender's outbox when the receiver started. */
  late: boolean;
}

/** What an inbox says of a notice that was read. */
export interface Consumed {
  consumed: string;
  at: string;
}

/** One line of an inbox; undefined for anything else that may stand there. */
export function parseInboxRecord(value: unknown): Notice | Consumed | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, consumed, at, source, proven, message, auto_run, late }: Record<string, unknown> = { ...value };
  const time = typeof at === 'string' ? at : '';
  if (isNoticeId(consumed)) return { consumed, at: time };
  if (!isNoticeId(id) || typeof message !== 'string') return undefined;
  const from = typeof source === 'string' ? source : null;
  return {
    id,
    at: time,
    source: from,
    proven: proven === true && from !== null,
    message,
    auto_run: auto_run === true,
    late: late === true,
  };
}

export function isNoticeId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200;
}
