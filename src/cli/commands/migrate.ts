import { migrateStore } from '../../actions/migrate-store.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { migrationAnswer } from '../migration-answer.js';

export const migrateCommand = command({
  name: 'migrate',
  summary: 'Make an older store flat in one change',
  description:
    'Every ticket of open/, pending/ and closed/ moves to the top with all its files; the state is written where only the status said it, values that are no YAML are quoted, and the relations of artifacts/relations.json are copied into the frontmatter.',
  args: [],
  flags: {
    'dry-run': { type: 'boolean', summary: 'show what would be done, and do nothing' },
  },
  examples: ['tickets migrate --dry-run', 'tickets migrate'],
  run: async ({ flags }, host) => migrationAnswer(await migrateStore(await appOf(host), { dryRun: flags['dry-run'] })),
});
