import {
  type Checked,
  type CheckOptions,
  checkStore,
  type Finding,
  type Fix,
  fixStore,
  planFixes,
} from '../../actions/check-store.js';
import type { App } from '../../actions/open-app.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command, type Host, type Look } from '../command.js';
import { confirm } from '../confirm.js';
import { progressOn } from '../progress.js';
import { doctorText, doctorTsv, fixesText } from '../render/doctor-text.js';

export const doctorCommand = command({
  name: 'doctor',
  summary: 'Check the store; exit status 1 where something is wrong',
  description:
    'Reads every ticket and says what is wrong with it, where, and what to do about it. Nothing is changed without --fix, which does only what is certain.',
  args: [{ name: 'id', summary: 'check these tickets alone', multiple: true }],
  flags: {
    strict: { type: 'boolean', summary: 'warnings fail too' },
    since: { type: 'string', placeholder: 'REF', summary: 'check what changed since this commit, and compare with it' },
    format: {
      type: 'string',
      values: ['text', 'json', 'sarif', 'junit', 'github'],
      summary: 'how to write the findings',
    },
    pods: { type: 'boolean', summary: 'look at the pods of the repository, too; nothing of them is changed' },
    fix: { type: 'boolean', summary: 'put right what is certain, after asking' },
    'dry-run': { type: 'boolean', summary: 'with --fix: show what it would do' },
    yes: { type: 'boolean', short: 'y', summary: 'with --fix: do not ask' },
  },
  examples: ['tickets doctor', 'tickets doctor --fix --dry-run', 'tickets doctor --since origin/main --format github'],
  run: async ({ args, flags, global }, host) => {
    if (!flags.fix && (flags.yes || flags['dry-run']))
      throw invalidUsage('--dry-run and --yes belong to --fix', [
        'tickets doctor --fix --dry-run',
        'tickets doctor --fix --yes',
      ]);
    const app = await appOf(host, { toleratesConfig: true });
    const options = { ids: args, since: flags.since, onProgress: progressOn(host, 'checked') };
    const ofStore = flags.fix ? await fixed(app, options, flags, host) : await checkStore(app, options);
    const found = flags.pods ? await withPods(app, ofStore) : ofStore;
    const isFailure = ({ severity }: Finding) => severity === 'error' || (flags.strict && severity === 'warning');
    return answerOf(found, isFailure, global.json ? 'json' : (flags.format ?? 'text'));
  },
});

type Found = Checked & { fixes?: Fix[]; isDone?: boolean };

async function withPods(app: App, found: Found): Promise<Found> {
  const { checkPods } = await import('../../actions/check-pods.js');
  return { ...found, findings: [...found.findings, ...(await checkPods(app))] };
}

async function fixed(
  app: App,
  options: CheckOptions,
  { 'dry-run': isDry, yes }: { 'dry-run': boolean; yes: boolean },
  host: Host,
): Promise<Found> {
  const planned = await planFixes(app, options);
  if (isDry || planned.fixes.length === 0) return { ...planned, isDone: false };
  const question = `Make these ${planned.fixes.length} fixes?`;
  const isWanted = yes || (await confirm(host, fixesText(planned.fixes, false), question));
  if (!isWanted) return { ...planned, fixes: [], isDone: false };
  return { ...(await fixStore(app, options)), isDone: true };
}

async function answerOf(found: Found, isFailure: (one: Finding) => boolean, format: string): Promise<Answer> {
  const { findings, checked, fixes, isDone } = found;
  const ok = !findings.some(isFailure);
  const fixing = fixes === undefined ? {} : { fixes: fixes.map((fix) => ({ ...fix, done: isDone === true })) };
  const json = { schema_version: 1, kind: 'doctor', ok, checked, findings, ...fixing };
  return { json, text: await textOf(found, isFailure, format, json), exitCode: ok ? 0 : 1 };
}

/** Forms that programs read are loaded only where they are asked for. */
async function textOf(
  { findings, checked, fixes = [], isDone = false }: Found,
  isFailure: (one: Finding) => boolean,
  format: string,
  json: Record<string, unknown>,
): Promise<(look: Look) => string> {
  if (format === 'text') return (look) => plainText(findings, checked, fixesText(fixes, isDone), isFailure, look);
  if (format === 'github') {
    const { doctorGithub } = await import('../render/doctor-github.js');
    return () => doctorGithub(findings);
  }
  if (format === 'junit') {
    const { doctorJunit } = await import('../render/doctor-junit.js');
    return () => doctorJunit(findings, checked, isFailure);
  }
  const { safeJson } = await import('../render/safe-json.js');
  const { doctorSarif } = await import('../render/doctor-sarif.js');
  return () => `${safeJson(format === 'json' ? json : doctorSarif(findings))}\n`;
}

function plainText(
  findings: readonly Finding[],
  checked: number,
  fixes: string,
  isFailure: (one: Finding) => boolean,
  look: Look,
): string {
  if (!look.terminal && findings.length > 0) return fixes + doctorTsv(findings);
  const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const verdict = findings.some(isFailure) ? `${errors} errors` : 'ok';
  const others = warnings > 0 ? `, ${warnings} warnings` : '';
  return `${fixes}${doctorText(findings, look)}doctor: ${verdict}, ${checked} tickets checked${others}\n`;
}
