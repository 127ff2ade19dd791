import { finding, type TicketCheck } from '../check.js';

/** Items that cannot be read as tickets, and those that only the line by line reader understands. */
export const checkItem: TicketCheck = (patient, { place, problem, item }) => {
  const path = `${place.directory}/item.md`;
  if (problem !== null) return [finding(patient, path, { ...problem, hint: 'mend it in an editor' })];
  if (item?.form !== 'flat') return [];
  return [
    finding(patient, path, {
      code: 'not_yaml',
      severity: 'warning',
      line: 1,
      message: 'the frontmatter is not YAML; it is read line by line',
      hint: 'quote the values that hold ": " or begin with a sign',
    }),
  ];
};
