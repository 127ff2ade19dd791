import type { Finding, Fix } from '../../actions/check-store.js';
import type { Look } from '../command.js';
import { paint } from './style.js';
import { tsv } from './tsv.js';
import { visible, visibleBody } from './visible.js';

/** Findings for people: where, how grave, what, and the next step below. */
export function doctorText(findings: readonly Finding[], look: Look): string {
  return findings
    .map(({ severity, code, path, line, message, hint }) => {
      const color = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
      const where = visible(line === null ? path : `${path}:${line}`);
      const head = `${where}: ${paint(severity, color, look)}: ${visible(message)} [${code}]\n`;
      return hint === null ? head : `${head}    ${paint(visible(hint), 'dim', look)}\n`;
    })
    .join('');
}

/** Findings for a pipe. */
export function doctorTsv(findings: readonly Finding[]): string {
  return tsv(
    ['severity', 'code', 'path', 'line', 'message', 'hint'],
    findings.map((one) => [one.severity, one.code, one.path, String(one.line ?? ''), one.message, one.hint ?? '']),
  );
}

/** What is done, or would be. */
export function fixesText(fixes: readonly Fix[], isDone: boolean): string {
  return fixes
    .map(({ code, path, text }) => {
      const lines = visibleBody(text).split('\n');
      const indented = lines.map((line) => `    ${line}\n`).join('');
      return `${isDone ? 'fixed' : 'would fix'} ${visible(path)} [${code}]\n${indented}`;
    })
    .join('');
}
