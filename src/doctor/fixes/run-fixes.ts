import { commit, lockStore, refuseStopped } from '../../store/change-ticket.js';
import type { Place } from '../../store/layout.js';
import type { TicketStore } from '../../store/ticket-store.js';
import { bodyOf } from '../../tickets/frontmatter.js';
import type { Examined, Patient } from '../check.js';
import { examine, withItem } from '../examine.js';
import type { Finding } from '../finding.js';
import type { Fix, ItemFix } from './fix.js';
import { itemFixes } from './item-fixes.js';
import { storeFixes } from './store-fixes.js';

/** What `doctor --fix` would do about these findings. Only looks. */
export async function planFixes(patient: Patient, findings: readonly Finding[]): Promise<Fix[]> {
  const { store } = patient;
  const planned: Fix[] = storeFixes(store, findings).map(({ code, path, text }) => ({ code, path, text }));
  for (const [place, fixes] of byPlace(itemFixes(patient, findings)))
    planned.push(...(await mendItem(store, await examine(place), fixes)).done);
  return planned;
}

/** Does it, under the lock, on what the files say by then; answers what was done. */
export async function applyFixes(patient: Patient, findings: readonly Finding[]): Promise<Fix[]> {
  const { store } = patient;
  return lockStore(store, async () => {
    const done: Fix[] = [];
    for (const { apply, ...fix } of storeFixes(store, findings)) {
      apply();
      done.push(fix);
    }
    for (const [place, fixes] of byPlace(itemFixes(patient, findings))) {
      refuseStopped(store, place);
      const examined = await examine(place);
      const mended = await mendItem(store, examined, fixes);
      if (mended.done.length > 0) commit(store, [{ kind: 'write', path: pathOf(place), content: mended.bytes }]);
      done.push(...mended.done);
    }
    return done;
  });
}

function byPlace(fixes: readonly ItemFix[]): Map<Place, ItemFix[]> {
  const places = new Map<Place, ItemFix[]>();
  for (const fix of fixes) places.set(fix.place, [...(places.get(fix.place) ?? []), fix]);
  return places;
}

function pathOf({ folder, id }: Place): string {
  return folder === '' ? `${id}/item.md` : `${folder}/${id}/item.md`;
}

/** One fix after another, each on what the one before it has made of the item. */
async function mendItem(
  store: TicketStore,
  before: Examined,
  fixes: readonly ItemFix[],
): Promise<{ bytes: Uint8Array; done: Fix[] }> {
  let bytes = before.item.bytes ?? new Uint8Array();
  const done: Fix[] = [];
  for (const { code, mend } of fixes) {
    const after = await mend(await withItem(before, bytes));
    if (after === undefined || bodyOf(after) !== bodyOf(bytes)) continue;
    const text = changedLines(bytes, after);
    if (text === '') continue;
    done.push({ code, path: store.show(before.item.path), text });
    bytes = after;
  }
  return { bytes, done };
}

/** The lines that go and those that come. */
function changedLines(before: Uint8Array, after: Uint8Array): string {
  const [old, fresh] = [before, after].map((bytes) => new TextDecoder().decode(bytes).split('\n'));
  const [were, are] = [new Set(old), new Set(fresh)];
  const gone = old?.filter((line) => !are.has(line)).map((line) => `- ${line}`) ?? [];
  const come = fresh?.filter((line) => !were.has(line)).map((line) => `+ ${line}`) ?? [];
  return [...gone, ...come].join('\n');
}
