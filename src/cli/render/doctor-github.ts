import type { Finding } from '../../actions/check-store.js';
import { visible } from './visible.js';

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Workflow commands, which GitHub shows beside the lines of a pull request (docs.github.com, "Workflow commands"). */
export function doctorGithub(findings: readonly Finding[]): string {
  return findings
    .map(({ severity, code, path, line, message, hint }) => {
      const place = line === null ? '' : `,line=${line}`;
      const text = hint === null ? message : `${message}\n${hint}`;
      return `::${commands[severity]} file=${property(path)}${place},title=${property(code)}::${data(text)}\n`;
    })
    .join('');
}

function data(text: string): string {
  const lines = text.split('\n').map(visible).join('\n');
  return lines.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
