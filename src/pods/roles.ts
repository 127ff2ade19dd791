import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { replaceFile } from '../files/replace-file.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { editJson } from './edit-json.js';
import { isRecord } from './parse-metadata.js';
import { badPodName, defaultNames, isPodName, isRoleWord } from './pod-name.js';
import { fileBelow, filesOf, lockPods, type Pods } from './pods.js';

/** Which pod hears of changes, and in which pod's name they are told. */
export interface Roles {
  companion: string;
  orchestrator: string;
}

export type Role = keyof Roles;

const otherRole: Record<Role, Role> = { companion: 'orchestrator', orchestrator: 'companion' };

/** The names that were chosen here, and for what was not chosen the usual ones. */
export function readRoles(pods: Pods): Roles {
  return rolesIn(pods, readText(pods));
}

/** Kept out of git, so that no pull request can turn notices elsewhere. Both names are written, so that both stay. */
export async function writeRole(pods: Pods, role: Role, name: string): Promise<Roles> {
  if (!isPodName(name)) throw badPodName(name);
  return lockPods(pods, () => {
    const text = readText(pods);
    const before = rolesIn(pods, text);
    const other = otherRole[role];
    if (name === before[other] || name.toLowerCase() === other) throw roleTaken(name, other);
    const after = { ...before, [role]: name };
    const kept = parseObject(text ?? '{}');
    const edited =
      text === undefined ? `${JSON.stringify(after, null, 2)}\n` : editJson(text, kept, { ...kept, ...after });
    if (edited !== text) replaceRoles(pods, edited);
    return after;
  });
}

/** The pod that somebody means: one by its name, or a role pod by its role. */
export function resolvePodName(pods: Pods, typed: string): string {
  const word = typed.toLowerCase();
  if (isRoleWord(word)) return readRoles(pods)[word];
  if (!isPodName(typed)) throw badPodName(typed);
  return typed;
}

function replaceRoles(pods: Pods, text: string): void {
  const path = fileBelow(pods, ['roles.json']);
  replaceFile(path, new TextEncoder().encode(text), below(pods.stateDir, 'tmp'), filesOf(pods));
}

function readText(pods: Pods): string | undefined {
  const path = fileBelow(pods, ['roles.json']);
  const files = filesOf(pods);
  // Most have no such file, and an error that says so is dearer than to look.
  const bytes = files.lstat(path) === undefined ? undefined : readRegularFileIfPresent(path, files);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function rolesIn(pods: Pods, text: string | undefined): Roles {
  const usual = defaultNames(pods.folderName);
  if (text === undefined) return usual;
  const value = parseObject(text);
  if (value === undefined) throw corruptRoles(pods, 'it is not a JSON object');
  const nameOf = (role: Role): string => {
    const name = value[role] ?? usual[role];
    if (typeof name !== 'string' || !isPodName(name)) throw corruptRoles(pods, `its ${role} is no name for a pod`);
    if (name.toLowerCase() === otherRole[role]) throw corruptRoles(pods, `its ${role} is called like the other role`);
    return name;
  };
  const roles = { companion: nameOf('companion'), orchestrator: nameOf('orchestrator') };
  if (roles.companion === roles.orchestrator) throw corruptRoles(pods, 'both roles have the same pod');
  return roles;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function corruptRoles(pods: Pods, problem: string): TicketsError {
  const path = below(pods.root, 'roles.json');
  return new TicketsError({
    kind: 'unreadable',
    code: 'corrupt_roles',
    message: `${path} cannot be used: ${problem}`,
    hints: ['mend it in an editor: {"companion": "NAME", "orchestrator": "NAME"}'],
    data: { path, problem },
  });
}

function roleTaken(name: string, other: Role): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'role_taken',
    message: `${name} is the ${other === 'companion' ? 'Companion' : 'Orchestrator'}; one pod cannot be both`,
    hints: [`choose another name, or first another ${other}: tickets pod role ${other} NAME`],
    data: { name, role: other },
  });
}
