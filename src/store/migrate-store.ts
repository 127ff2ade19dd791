import { TicketsError } from '../errors.js';
import { recoveryStopped, stuckJournals, unfinishedJournals } from '../files/found-journals.js';
import { commitSteps } from '../files/journal.js';
import { lockStore, scopeOf } from './change-ticket.js';
import { type MigrationPlan, type Obstacle, planMigration } from './plan-migration.js';
import type { TicketStore } from './ticket-store.js';

export interface Migrated {
  plan: MigrationPlan;
  /** What an earlier run had recorded and a kill had cut off, which is complete now. */
  completed: string[];
}

/** Makes a store flat in one journalled change. Throws `migration_refused` where something is in the way. */
export async function migrateStore(store: TicketStore, at: string): Promise<Migrated> {
  return lockStore(store, async ({ completed }) => {
    const [stuck] = stuckJournals(store.stateDirectory);
    if (stuck !== undefined) throw recoveryStopped(stuck);
    const plan = planMigration(store, at);
    refuseObstacles(store, plan);
    if (plan.steps.length > 0) commitSteps({ ...scopeOf(store), steps: plan.steps });
    return { plan, completed };
  });
}

/** The same without writing: a change that waits for its completion is none to plan on. */
export function previewMigration(store: TicketStore, at: string): MigrationPlan {
  const [left] = unfinishedJournals(store.stateDirectory);
  if (left !== undefined) throw recoveryStopped(left);
  const plan = planMigration(store, at);
  refuseObstacles(store, plan);
  return plan;
}

const mostHints = 20;

function refuseObstacles(store: TicketStore, { obstacles }: MigrationPlan): void {
  if (obstacles.length === 0) return;
  const findings = obstacles.map((one) => ({ ...one, path: store.show(`${store.root}/${one.path}`) }));
  const more = findings.length - mostHints;
  throw new TicketsError({
    kind: 'refused',
    code: 'migration_refused',
    message: `this store cannot be made flat yet: ${counted(findings.length)} in the way; nothing was changed`,
    hints: [...findings.slice(0, mostHints).map(lineOf), ...(more > 0 ? [`and ${more} more (--json names all)`] : [])],
    data: { findings },
  });
}

function counted(n: number): string {
  return n === 1 ? 'one thing is' : `${n} things are`;
}

function lineOf({ path, line, message }: Obstacle): string {
  return `${path}${line === null ? '' : `:${line}`}: ${message}`;
}
