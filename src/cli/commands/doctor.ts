import { checkStore } from '../../actions/check-store.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { progressOn } from '../progress.js';
import { paint } from '../render/style.js';
import { tsv } from '../render/tsv.js';
import { visible } from '../render/visible.js';

export const doctorCommand = command({
  name: 'doctor',
  summary: 'Check the store; exit status 1 where something is wrong',
  args: [],
  flags: { strict: { type: 'boolean', summary: 'warnings fail too' } },
  examples: ['tickets doctor', 'tickets doctor --json'],
  run: async ({ flags }, host) => {
    const { findings, checked } = await checkStore(
      await appOf(host, { toleratesConfig: true }),
      progressOn(host, 'checked'),
    );
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    const ok = errors === 0 && (!flags.strict || warnings === 0);
    return {
      json: { schema_version: 1, kind: 'doctor', ok, checked, findings },
      text: (look) => {
        if (!look.terminal && findings.length > 0)
          return tsv(
            ['severity', 'code', 'path', 'line', 'message'],
            findings.map((one) => [one.severity, one.code, one.path, String(one.line ?? ''), one.message]),
          );
        const lines = findings.map(({ severity, code, path, line, message, hint }) => {
          const color = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
          const where = visible(line === null ? path : `${path}:${line}`);
          return `${where}: ${paint(severity, color, look)}: ${visible(message)} [${code}]\n${hint === null ? '' : `    ${paint(visible(hint), 'dim', look)}\n`}`;
        });
        return `${lines.join('')}doctor: ${ok ? 'ok' : `${errors} errors`}, ${checked} tickets checked${warnings > 0 ? `, ${warnings} warnings` : ''}\n`;
      },
      exitCode: ok ? 0 : 1,
    };
  },
});
