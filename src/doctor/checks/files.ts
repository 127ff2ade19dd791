import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Examined, finding, type Patient, type TicketCheck } from '../check.js';
import type { Finding } from '../finding.js';

/** The files that each ticket must have, and none that lead elsewhere. */
export const checkFiles: TicketCheck = (patient, examined) => {
  const { directory } = examined.place;
  const entries = listEntries(directory);
  const artifacts = entries?.find((entry) => entry.name === 'artifacts' && entry.isDirectory());
  const below = artifacts === undefined ? [] : listEntries(join(directory, artifacts.name), true);
  if (entries === undefined) return [unlistable(patient, directory)];
  return [
    ...wrongThread(patient, examined, entries),
    ...wrongArtifacts(patient, examined, artifacts),
    ...linksAmong(patient, [...entries.filter(({ name }) => !isOwn(name)), ...(below ?? [])]),
    ...(below === undefined ? [unlistable(patient, join(directory, 'artifacts'))] : []),
  ];
};

function wrongThread(
  patient: Pick<Patient, 'store'>,
  { place, problem, thread }: Examined,
  entries: readonly Dirent[],
): Finding[] {
  const path = `${place.directory}/thread.md`;
  const hasThread = entries.some(({ name }) => name === 'thread.md');
  if (hasThread && thread === null)
    return [finding(patient, path, { code: 'unreadable_thread', message: 'thread.md is no readable file' })];
  if (hasThread || problem?.code === 'missing_item') return [];
  return [
    finding(patient, path, { code: 'missing_thread', message: 'no thread.md', hint: 'the next comment makes it' }),
  ];
}

function wrongArtifacts(
  patient: Pick<Patient, 'store'>,
  { place, problem }: Examined,
  artifacts: Dirent | undefined,
): Finding[] {
  if (artifacts !== undefined || place.folder === '' || problem?.code === 'missing_item') return [];
  return [
    finding(patient, `${place.directory}/artifacts`, {
      code: 'missing_artifacts',
      message: 'no artifacts/, which older tools want',
      hint: 'make the directory, with a .gitkeep in it',
    }),
  ];
}

/** Of these other checks speak. */
function isOwn(name: string): boolean {
  return name === 'item.md' || name === 'thread.md';
}

function linksAmong(patient: Pick<Patient, 'store'>, entries: readonly Dirent[]): Finding[] {
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) =>
      finding(patient, join(entry.parentPath, entry.name), {
        code: 'symbolic_link',
        message: 'a symbolic link, which is not followed',
        hint: 'put the file or directory itself in its place',
      }),
    );
}

function unlistable(patient: Pick<Patient, 'store'>, directory: string): Finding {
  return finding(patient, directory, {
    code: 'unreadable_file',
    message: 'this directory cannot be listed',
    hint: 'check its owner and permissions',
  });
}

function listEntries(directory: string, recursive = false): Dirent[] | undefined {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive });
  } catch {
    return undefined;
  }
}
