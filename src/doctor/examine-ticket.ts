import type { Place } from '../store/layout.js';
import type { Examined, Summary, TicketCheck, Ward } from './check.js';
import { checkEvents } from './checks/events.js';
import { checkFields } from './checks/fields.js';
import { checkFiles } from './checks/files.js';
import { checkId } from './checks/id.js';
import { checkItem } from './checks/items.js';
import { checkOlderRelations } from './checks/older-relations.js';
import { checkResolution } from './checks/resolution.js';
import { checkRules } from './checks/rules.js';
import { checkSpecialFiles } from './checks/special-files.js';
import { checkState } from './checks/state.js';
import { checkStatus } from './checks/status.js';
import { checkSteps } from './checks/steps.js';
import { checkTexts } from './checks/texts.js';
import { checkThread } from './checks/threads.js';
import { checkTimes } from './checks/times.js';
import { examine, readFile, readOlder, summaryOf, understand } from './examine.js';
import type { Finding } from './finding.js';
import { whereItSettles } from './settled.js';

const ofEachTicket: readonly TicketCheck[] = [
  ...[checkItem, checkFiles, checkSpecialFiles, checkTexts, checkFields, checkTimes, checkId],
  ...[checkStatus, checkState, checkResolution, checkThread, checkEvents, checkSteps, checkRules, checkOlderRelations],
];

const mostLooks = 8;

/** Everything that can be said of one ticket; answers what is to be compared with others. */
export async function thoroughly(ward: Ward, place: Place, findings: Finding[]): Promise<Summary> {
  let examined = await examine(place);
  let found = checkTicket(ward, examined);
  for (let looks = 1; looks < mostLooks && found.length > 0; looks++) {
    const settled = await whereItSettles(ward.store, examined.place, ward.patience);
    if (settled === undefined) break;
    examined = await examine(settled);
    const again = checkTicket(ward, examined);
    if (JSON.stringify(again) === JSON.stringify(found)) break;
    found = again;
  }
  findings.push(...found);
  return summaryOf(examined);
}

/** What is to be compared of a ticket of which no more is asked. */
export async function briefly(place: Place): Promise<Summary> {
  const { ticket } = await understand(place, readFile(place, 'item.md'));
  return summaryOf({ place, ticket, older: readOlder(place) });
}

function checkTicket(ward: Ward, examined: Examined): Finding[] {
  return ofEachTicket.flatMap((check) => check(ward, examined));
}
