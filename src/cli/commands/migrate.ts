import { foreignTools, importForeign } from '../../actions/import-foreign.js';
import { migrateStore } from '../../actions/migrate-store.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { foreignAnswer } from '../foreign-answer.js';
import { migrationAnswer } from '../migration-answer.js';

export const migrateCommand = command({
  name: 'migrate',
  summary: 'Make an older store flat, or bring in the tickets of another tool, in one change',
  description:
    'Every ticket of open/, pending/ and closed/ moves to the top with all its files; the state is written where only the status said it, values that are no YAML are quoted, and the relations of artifacts/relations.json are copied into the frontmatter. With --from the tickets of another tool come into this store; docs/migrate.md says what becomes of what.',
  args: [{ name: 'path', summary: 'with --from: the project or store of the other tool' }],
  flags: {
    from: { type: 'string', values: foreignTools, placeholder: 'TOOL', summary: 'whose tickets to bring in' },
    author: { type: 'string', placeholder: 'NAME', summary: 'with --from: in whose name' },
    'dry-run': { type: 'boolean', summary: 'show what would be done, and do nothing' },
  },
  examples: [
    'tickets migrate --dry-run',
    'tickets migrate',
    'tickets migrate --from tk ../project',
    'tickets migrate --from backlog ../project --dry-run',
    'tickets migrate --from beads ../project/.beads/issues.jsonl',
  ],
  run: async ({ args: [path], flags }, host) => {
    const { author, 'dry-run': dryRun } = flags;
    const tool = foreignTools.find((one) => one === flags.from);
    if (tool !== undefined && path !== undefined)
      return foreignAnswer(await importForeign(await appOf(host), tool, path, { dryRun, author }));
    if (tool !== undefined || path !== undefined || author !== undefined)
      throw invalidUsage('--from and a path belong together', ['tickets migrate --from tk|backlog|beads PATH']);
    return migrationAnswer(await migrateStore(await appOf(host), { dryRun }));
  },
});
