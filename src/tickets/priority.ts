export const priorities = ['P0', 'P1', 'P2', 'P3', 'P4'] as const;

/** Whether a priority is written as tickets have it. */
export function isPriority(word: string): boolean {
  return priorities.some((priority) => priority === word);
}
