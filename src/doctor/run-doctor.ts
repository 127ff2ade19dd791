import { listPlaces, type Place } from '../store/layout.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { Config } from '../tickets/config.js';
import type { Patient, StoreCheck, Summary, Ward } from './check.js';
import { checkCycles } from './checks/cycles.js';
import { checkLayout } from './checks/layout.js';
import { checkOlderBlocks } from './checks/older-blocks.js';
import { checkRelations } from './checks/relations.js';
import { checkRootFiles } from './checks/root-files.js';
import { checkStateDirectory } from './checks/state-directory.js';
import { checkTracked } from './checks/tracked.js';
import { checkTwins } from './checks/twins.js';
import { type Choice, chooseTickets, onlyAbout, orderFor } from './choice.js';
import type { Finding } from './finding.js';
import { openQuickLook, type QuickLook, quickTicket } from './quick-ticket.js';
import type { Past } from './since/committed.js';

const ofTheStore: readonly StoreCheck[] = [
  ...[checkLayout, checkRootFiles, checkTwins, checkRelations, checkCycles, checkOlderBlocks],
  ...[checkStateDirectory, checkTracked],
];

export interface Round {
  store: TicketStore;
  config: Config;
  env: Record<string, string | undefined>;
  /** References to tickets: only these are looked at, and what is wrong with the store itself is left out. */
  ids?: readonly string[] | undefined;
  /** A commit: only what changed since is looked at, and compared with it. */
  since?: string | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Diagnosis {
  findings: Finding[];
  /** How many tickets were looked at. */
  checked: number;
  patient: Patient;
}

/** Reads the whole store, whatever state it is in, and says what is wrong with it; changes nothing. */
export async function runDoctor(round: Round): Promise<Diagnosis> {
  const { store, config, env, since, onProgress = () => {} } = round;
  const listing = listPlaces(store.root);
  const { places, layout } = listing;
  const past = since === undefined ? [] : await openedPast(round, since, places);
  const choice = await chooseTickets(round, listing, past);
  const ward: Ward = { store, config, layout, env, patience: { leftMs: 1000 } };
  const { findings, summaries } = await examineAll(ward, orderFor(choice, places), choice, onProgress);
  const patient: Patient = { ...ward, listing, summaries, isChosen: choice.isChosen };
  for (const check of ofTheStore) findings.push(...(await check(patient)));
  findings.push(...(await pastFindings(ward, past, places)));
  const checked = choice.isChosen === undefined ? places.length : places.filter(choice.isChosen).length;
  return { findings: onlyAbout(findings, choice, patient), checked, patient };
}

async function examineAll(
  ward: Ward,
  places: readonly Place[],
  { isChosen }: Choice,
  onProgress: (done: number, total: number) => void,
): Promise<{ findings: Finding[]; summaries: Summary[] }> {
  const look = openQuickLook();
  const summaries: Summary[] = [];
  const findings: Finding[] = [];
  for (const place of places) {
    const quick = quickly(ward, look, place);
    if (quick !== undefined) summaries.push(quick);
    else {
      // Most stores never need it.
      const { briefly, thoroughly } = await import('./examine-ticket.js');
      const isWanted = isChosen?.(place) ?? true;
      summaries.push(isWanted ? await thoroughly(ward, place, findings) : await briefly(place));
    }
    if (summaries.length % 256 === 0) onProgress(summaries.length, places.length);
  }
  onProgress(places.length, places.length);
  return { findings, summaries };
}

/** What a store requires of finished work, only the full reader of threads can say. */
function quickly({ config }: Ward, look: QuickLook, place: Place): Summary | undefined {
  return config.review === 'required' || config.evidence === 'required' ? undefined : quickTicket(look, place);
}

/** Git and all that asks it are loaded only where history is asked for. */
async function openedPast({ store, env }: Round, since: string, places: readonly Place[]): Promise<Past[]> {
  const { openPast } = await import('./since/open-past.js');
  return openPast(store, env, since, places);
}

/** What is so since two commits is said once. */
async function pastFindings(ward: Ward, past: readonly Past[], places: readonly Place[]): Promise<Finding[]> {
  if (past.length === 0) return [];
  const { checkPast } = await import('./since/check-past.js');
  const found = new Map<string, Finding>();
  for (const one of past)
    for (const finding of await checkPast(ward, one, places)) {
      const { code, path, message } = finding;
      const key = JSON.stringify([code, path, message.replaceAll(one.commit.slice(0, 12), '')]);
      if (!found.has(key)) found.set(key, finding);
    }
  return [...found.values()];
}
