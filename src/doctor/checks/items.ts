import type { TicketCheck } from '../check.js';
import { finding, isFindingCode } from '../finding.js';
import { conflictHint } from './texts.js';

/** Items that cannot be read as tickets, and those that only the line by line reader understands. */
export const checkItem: TicketCheck = ({ store }, { item, problem, parsed }) => {
  if (problem !== null) {
    const { code, line } = problem;
    const message = problem.message.replace(item.path, 'it');
    const known = code === 'merge_conflict' ? 'conflict_marker' : isFindingCode(code) ? code : 'unreadable_file';
    const severity = 'error';
    return [finding(store, item.path, { code: known, severity, line, message, hint: hintFor(known) })];
  }
  if (parsed?.form !== 'flat') return [];
  return [
    finding(store, item.path, {
      code: 'not_yaml',
      line: 2,
      message: 'the frontmatter is not YAML; it is read line by line',
      hint: 'tickets doctor --fix quotes the values that YAML refuses',
      fixable: true,
    }),
  ];
};

function hintFor(code: string): string {
  if (code === 'conflict_marker') return conflictHint;
  if (code === 'missing_item') return 'restore it from git, or take the directory out if it is no ticket';
  return code === 'symbolic_link' || code === 'not_a_file'
    ? 'put the file itself in its place'
    : 'mend it in an editor';
}
