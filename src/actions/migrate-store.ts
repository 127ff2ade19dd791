import { migrateStore as migrate, previewMigration } from '../store/migrate-store.js';
import type { MigrationPlan } from '../store/plan-migration.js';
import type { Relation } from '../tickets/relations.js';
import type { State } from '../tickets/ticket.js';
import { type App, timestamp } from './open-app.js';

export interface MigratedTicket {
  id: string;
  from: string;
  to: string;
  /** Fields whose values were no YAML and are quoted now. */
  quoted: string[];
  /** The state that is written where only the status or the directory said it. */
  state: State | null;
  /** Relations that are copied from artifacts/relations.json into the frontmatter. */
  relations: Relation[];
  notes: string[];
}

export interface Migration {
  dry_run: boolean;
  changed: boolean;
  layout: { before: MigrationPlan['layout']; after: 'flat' };
  tickets: MigratedTicket[];
  files: Array<{ from: string; to: string }>;
  removed: string[];
  /** Paths of a change that a kill had cut off and that this run has completed. */
  completed: string[];
}

/**
 * Makes a by-status or mixed store flat in one journalled change, and copies the relations of older
 * artifacts/relations.json into the frontmatter. A flat store without these is left as it is. Throws
 * `migration_refused`, `recovery_stopped`.
 */
export async function migrateStore(app: App, { dryRun = false } = {}): Promise<Migration> {
  const at = timestamp(app);
  if (dryRun) return migrationOf(app, previewMigration(app.store, at), { dry_run: true, completed: [] });
  const { plan, completed } = await migrate(app.store, at);
  return migrationOf(app, plan, { dry_run: false, completed });
}

function migrationOf(app: App, plan: MigrationPlan, run: Pick<Migration, 'dry_run' | 'completed'>): Migration {
  const shown = (path: string) => app.store.show(`${app.store.root}/${path}`);
  const moved = ({ from, to }: { from: string; to: string }) => ({ from: shown(from), to: shown(to) });
  return {
    dry_run: run.dry_run,
    changed: plan.steps.length > 0 && !run.dry_run,
    layout: { before: plan.layout, after: 'flat' },
    tickets: plan.tickets.map(({ copied, ...ticket }) => ({ ...ticket, ...moved(ticket), relations: copied })),
    files: plan.files.map(moved),
    removed: plan.removed.map(shown),
    completed: run.completed.map(shown),
  };
}
