import type { Diagnostic } from '../diagnostic.js';
import type { Roles } from '../pods/roles.js';
import type { HookRecord, Notice } from './hook.js';
import { plainLine } from './plain-line.js';

/** Which of the role pods a change is announced to. */
export type Hearer = 'Companion' | 'Orchestrator';

/** Who tells whom of a change that is made as the pod `acting`: a name, or a role; absent, the Orchestrator. */
export function announcementOf({ companion, orchestrator }: Roles, acting: string | undefined) {
  const isCompanion = acting?.toLowerCase() === 'companion' || acting === companion;
  const hearer: Hearer = isCompanion ? 'Orchestrator' : 'Companion';
  const [from, to] = isCompanion ? [companion, orchestrator] : [orchestrator, companion];
  return { hearer, from, to };
}

const source = 'companion';
/** What is known of a failure, in an answer, a remark or the log. */
export const longestDetail = 256;

/** A notice that failed, or was skipped for want of anything but metadata, warns; the rest is said when asked for. */
function noticeDiagnostics(hearer: Hearer, { to, delivery }: Notice, isVerbose: boolean): Diagnostic[] {
  const { outcome, reason, evidence } = delivery;
  if (outcome === 'delivered') return said(isVerbose, `the ${hearer} ${to} was told (${evidence})`);
  const text = `the ${hearer} ${to} was not told (${reason ?? outcome}): ${whyNot(to, delivery)}`;
  return reason === 'missing' ? said(isVerbose, text) : [{ level: 'warning', source, text }];
}

function whyNot(to: string, { reason, detail }: Notice['delivery']): string {
  const facts: Record<string, string> = {
    missing: 'there is no such pod here',
    'not-visible': 'it is no peer of who would tell it',
    'not-peer': 'it is seen, but not as a peer',
    'not-live': `nobody serves it; \`tickets pod serve ${to}\` does`,
  };
  const known = facts[reason ?? ''];
  const more = detail === null ? '' : plainLine(detail, longestDetail);
  return known === undefined ? more : known;
}

/** That the role pods are peers; `changed` where they had to be made so. */
export function ensuredDiagnostics(names: string, changed: boolean, isVerbose: boolean): Diagnostic[] {
  return said(isVerbose, `${names} are ${changed ? 'peers now' : 'peers'} (ensured)`);
}

export function ensureFailed(names: string, error: string): Diagnostic {
  return { level: 'warning', source, text: `${names} could not be made peers: ${plainLine(error, longestDetail)}` };
}

function said(isVerbose: boolean, text: string): Diagnostic[] {
  return isVerbose ? [{ level: 'info', source, text }] : [];
}

/** A notice as the log of hooks keeps it. */
function noticeRecord({ to, id, delivery }: Notice): HookRecord {
  return { hook: source, to, id, ...delivery };
}

export function ensureRecord(to: string, outcome: 'ensured' | 'failed', detail: string): HookRecord {
  return {
    hook: source,
    to,
    id: null,
    outcome,
    reason: null,
    evidence: null,
    detail: plainLine(detail, longestDetail),
  };
}

/** What a hook says that has sent this notice. */
export function toldOf(hearer: Hearer, notice: Notice, isVerbose: boolean) {
  const diagnostics: Diagnostic[] = noticeDiagnostics(hearer, notice, isVerbose);
  const records: HookRecord[] = [noticeRecord(notice)];
  return { diagnostics, notices: [notice], records };
}
