import type { Host, Look } from '../command.js';

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof codes;

export function paint(text: string, style: Style | undefined, look: Pick<Look, 'color'>): string {
  if (!look.color || style === undefined || text === '') return text;
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

export function stateStyle(state: string): Style | undefined {
  const styles: Record<string, Style> = {
    inprogress: 'green',
    queued: 'cyan',
    ready: 'blue',
    pending: 'yellow',
    closed: 'dim',
    done: 'magenta',
  };
  return styles[state];
}

/** NO_COLOR wins over FORCE_COLOR; neither counts when empty, as their conventions have it. */
export function hasColor(env: Host['env'], isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}
