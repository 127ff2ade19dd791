import { join } from 'node:path';
import type { Examined, TicketCheck, Ward } from '../check.js';
import { type Finding, finding, isFindingCode } from '../finding.js';

/** The files that each ticket must have, and that all can be read. */
export const checkFiles: TicketCheck = (ward, examined) => [
  ...missingThread(ward, examined),
  ...missingArtifacts(ward, examined),
  ...unreadableFiles(ward, examined),
  ...unlistable(ward, examined),
];

function missingThread({ store }: Ward, { thread, problem }: Examined): Finding[] {
  if (thread.bytes !== null || thread.problem !== null || problem?.code === 'missing_item') return [];
  return [
    finding(store, thread.path, {
      code: 'missing_thread',
      message: 'no thread.md',
      hint: 'restore it from git; if there never was one, the next comment makes it',
    }),
  ];
}

function missingArtifacts({ store }: Ward, { place, entries, unlisted, problem }: Examined): Finding[] {
  const isThere = entries.some(({ name }) => name === 'artifacts') || unlisted.includes(place.directory);
  if (isThere || place.folder === '' || problem?.code === 'missing_item') return [];
  return [
    finding(store, join(place.directory, 'artifacts'), {
      code: 'missing_artifacts',
      message: 'no artifacts/, which older tools want',
      hint: 'tickets doctor --fix makes it, with a .gitkeep in it',
      fixable: true,
    }),
  ];
}

/** Of item.md another check speaks. */
function unreadableFiles({ store }: Ward, { thread, resolution }: Examined): Finding[] {
  return [thread, resolution].flatMap(({ path, problem }) => {
    if (problem === null) return [];
    const code = isFindingCode(problem.code) ? problem.code : 'unreadable_file';
    const hint = code === 'unreadable_file' ? 'check its owner and permissions' : 'put the file itself in its place';
    const message = problem.message.replace(path, 'it');
    return [finding(store, path, { code: path === thread.path ? 'unreadable_thread' : code, message, hint })];
  });
}

function unlistable({ store }: Ward, { unlisted }: Examined): Finding[] {
  return unlisted.map((directory) =>
    finding(store, directory, {
      code: 'unreadable_file',
      message: 'this directory cannot be listed',
      hint: 'check its owner and permissions',
    }),
  );
}
