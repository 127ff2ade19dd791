import { TicketsError } from '../errors.js';

const form = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;
const longest = 64;

/** What lies beside the pods in their directory. */
const reserved = 'roles.json';

export function isPodName(text: string): boolean {
  return form.test(text) && text.toLowerCase() !== reserved;
}

export function badPodName(text: string): TicketsError {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  return new TicketsError({
    kind: 'usage',
    code: 'bad_pod_name',
    message: `${shown} is no name for a pod`,
    hints: [
      'a name is a letter or digit, then up to 63 letters, digits, dots, hyphens or underlines, and not roles.json',
    ],
    data: { name: text.slice(0, 256) },
  });
}

/** A word that means a role wherever a pod is named, whatever pods there are. */
export function isRoleWord(word: string): word is 'companion' | 'orchestrator' {
  return word === 'companion' || word === 'orchestrator';
}

/**
 * What the role pods are called while nobody has chosen their names: like the folder that all worktrees share. A
 * Companion called `orchestrator` could not be named, because that word means the other one.
 */
export function defaultNames(folderName: string): { companion: string; orchestrator: string } {
  const legal = folderName.replace(/[^0-9A-Za-z._-]/gu, '-').replace(/^[^0-9A-Za-z]+/, '');
  const fitting = legal.slice(0, longest);
  const isOurs = isPodName(fitting) && fitting.toLowerCase() !== 'orchestrator';
  const companion = isOurs ? fitting : 'companion';
  const suffix = '-orchestrator';
  const room = longest - suffix.length;
  const orchestrator = companion.slice(0, room) + suffix;
  // A name that fills all the room may end in the suffix already.
  return { companion, orchestrator: orchestrator === companion ? companion.slice(0, room - 1) + suffix : orchestrator };
}
