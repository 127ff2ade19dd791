import { isRecord } from './parse-metadata.js';

const outcomes = ['delivered', 'skipped', 'failed'] as const;
const evidences = ['recorded', 'written'] as const;

export type SkipReason = 'missing' | 'not-visible' | 'not-peer' | 'not-live';

/** What became of a notice. `delivered` is said only of what the receiver has, or at the least was sent whole. */
export interface Delivery {
  outcome: (typeof outcomes)[number];
  /** Why it was skipped, or the code of the error that the receiver answered. */
  reason: string | null;
  /** `recorded`: the receiver has it on its disk. `written`: an older one, that says nothing, was sent all of it. */
  evidence: (typeof evidences)[number] | null;
  /** What more there is to say; a failure always says something. */
  detail: string | null;
}

export function delivered(evidence: 'recorded' | 'written'): Delivery {
  return { outcome: 'delivered', reason: null, evidence, detail: null };
}

export function skipped(reason: SkipReason, detail: string | null = null): Delivery {
  return { outcome: 'skipped', reason, evidence: null, detail: detail === null ? null : shortLine(detail) };
}

export function failed(detail: string, reason: string | null = null): Delivery {
  return { outcome: 'failed', reason, evidence: null, detail: shortLine(detail) };
}

/** The same delivery, of which somebody should know something more. */
export function remarked(delivery: Delivery, remark: string): Delivery {
  const detail = delivery.detail === null ? remark : `${delivery.detail}; ${remark}`;
  return { ...delivery, detail: shortLine(detail) };
}

/** Words of the other side are part of it: one line, bounded, nothing that acts on a terminal. */
function shortLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  return line.length <= 256 ? line : `${line.slice(0, 255).toWellFormed()}…`;
}

/** A delivery as somebody may have written it down; undefined for anything that does not say what became of a notice. */
export function readDelivery(value: unknown): Delivery | undefined {
  if (!isRecord(value)) return undefined;
  const outcome = outcomes.find((one) => one === value.outcome);
  const evidence = evidences.find((one) => one === value.evidence) ?? null;
  return outcome && { outcome, reason: textOf(value.reason), evidence, detail: textOf(value.detail) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
