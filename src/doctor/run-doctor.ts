import { listPlaces, type Place } from '../store/layout.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { Config } from '../tickets/config.js';
import type { Patient, StoreCheck, Summary, TicketCheck, Ward } from './check.js';
import { checkCycles } from './checks/cycles.js';
import { checkEvents } from './checks/events.js';
import { checkFields } from './checks/fields.js';
import { checkFiles } from './checks/files.js';
import { checkId } from './checks/id.js';
import { checkItem } from './checks/items.js';
import { checkJournals } from './checks/journals.js';
import { checkLayout } from './checks/layout.js';
import { checkLeftovers } from './checks/leftovers.js';
import { checkOlderBlocks } from './checks/older-blocks.js';
import { checkOlderRelations } from './checks/older-relations.js';
import { checkRelations } from './checks/relations.js';
import { checkResolution } from './checks/resolution.js';
import { checkRootFiles } from './checks/root-files.js';
import { checkRules } from './checks/rules.js';
import { checkSpecialFiles } from './checks/special-files.js';
import { checkState } from './checks/state.js';
import { checkStatus } from './checks/status.js';
import { checkSteps } from './checks/steps.js';
import { checkTexts } from './checks/texts.js';
import { checkThread } from './checks/threads.js';
import { checkTimes } from './checks/times.js';
import { checkTwins } from './checks/twins.js';
import { examine, summarize, summaryOf } from './examine.js';
import type { Finding } from './finding.js';
import { openQuickLook, type QuickLook, quickTicket } from './quick-ticket.js';

const ofEachTicket: readonly TicketCheck[] = [
  ...[checkItem, checkFiles, checkSpecialFiles, checkTexts, checkFields, checkTimes, checkId],
  ...[checkStatus, checkState, checkResolution, checkThread, checkEvents, checkSteps, checkRules, checkOlderRelations],
];

const ofTheStore: readonly StoreCheck[] = [
  ...[checkLayout, checkRootFiles, checkTwins, checkRelations, checkCycles, checkOlderBlocks],
  ...[checkJournals, checkLeftovers],
];

export interface Round {
  store: TicketStore;
  config: Config;
  /** Which tickets to look at; all where absent. The others serve only to be compared with. */
  isChosen?: ((place: Place) => boolean) | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Diagnosis {
  findings: Finding[];
  /** How many tickets were looked at. */
  checked: number;
}

/** Reads the whole store, whatever state it is in, and says what is wrong with it; changes nothing. */
export async function runDoctor({ store, config, isChosen, onProgress = () => {} }: Round): Promise<Diagnosis> {
  const listing = listPlaces(store.root);
  const ward: Ward = { store, config, layout: listing.layout };
  const look = openQuickLook();
  const summaries: Summary[] = [];
  const findings: Finding[] = [];
  let checked = 0;
  for (const place of listing.places) {
    const isWanted = isChosen?.(place) ?? true;
    if (isWanted) checked++;
    const quick = quickly(ward, look, place);
    if (quick !== undefined) summaries.push(quick);
    else if (isWanted) summaries.push(await thoroughly(ward, place, findings));
    else summaries.push(await summarize(place));
    if (summaries.length % 256 === 0) onProgress(summaries.length, listing.places.length);
  }
  onProgress(summaries.length, listing.places.length);
  const patient: Patient = { ...ward, listing, summaries };
  for (const check of ofTheStore) findings.push(...(await check(patient)));
  return { findings, checked };
}

/** What a store requires of finished work, only the full reader of threads can say. */
function quickly({ config }: Ward, look: QuickLook, place: Place): Summary | undefined {
  return config.review === 'required' || config.evidence === 'required' ? undefined : quickTicket(look, place);
}

async function thoroughly(ward: Ward, place: Place, findings: Finding[]): Promise<Summary> {
  const examined = await examine(place);
  for (const check of ofEachTicket) findings.push(...check(ward, examined));
  return summaryOf(examined);
}
