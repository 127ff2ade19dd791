import { isRecord } from './parse-metadata.js';

/** What became of a notice. `delivered` is said only of what the receiver has, or at the least was sent whole. */
export type Delivery =
  | { outcome: 'delivered'; reason: null; evidence: 'recorded' | 'written'; detail: string | null }
  | { outcome: 'skipped'; reason: SkipReason; evidence: null; detail: string | null }
  | { outcome: 'failed'; reason: string | null; evidence: null; detail: string };

export type SkipReason = 'missing' | 'not-visible' | 'not-peer' | 'not-live';

/** `recorded`: the receiver said that it is on its disk. `written`: an older receiver, which says nothing; all bytes were sent. */
export function delivered(evidence: 'recorded' | 'written'): Delivery {
  return { outcome: 'delivered', reason: null, evidence, detail: null };
}

export function skipped(reason: SkipReason, detail: string | null = null): Delivery {
  return { outcome: 'skipped', reason, evidence: null, detail: detail === null ? null : shortLine(detail) };
}

/** `reason` is the code of an error that the receiver answered. */
export function failed(detail: string, reason: string | null = null): Delivery {
  return { outcome: 'failed', reason, evidence: null, detail: shortLine(detail) };
}

/** The same delivery, which somebody should know something more about. */
export function remarked(delivery: Delivery, remark: string): Delivery {
  const detail = delivery.detail === null ? remark : `${delivery.detail}; ${remark}`;
  return { ...delivery, detail: shortLine(detail) };
}

/** Words of the other side are part of it: one line, bounded, nothing that acts on a terminal. */
function shortLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  return line.length <= 256 ? line : `${line.slice(0, 255).toWellFormed()}…`;
}

const outcomes = ['delivered', 'skipped', 'failed'] as const;
const evidences = ['recorded', 'written'] as const;

/** A delivery as somebody may have written it down. */
export interface KnownDelivery {
  outcome: (typeof outcomes)[number];
  reason: string | null;
  evidence: (typeof evidences)[number] | null;
  detail: string | null;
}

/** Undefined for anything that does not say what became of a notice. */
export function readDelivery(value: unknown): KnownDelivery | undefined {
  if (!isRecord(value)) return undefined;
  const outcome = outcomes.find((one) => one === value.outcome);
  const [reason, detail] = [value.reason, value.detail].map((text) => (typeof text === 'string' ? text : null));
  if (outcome === undefined || reason === undefined || detail === undefined) return undefined;
  return { outcome, reason, evidence: evidences.find((one) => one === value.evidence) ?? null, detail };
}
