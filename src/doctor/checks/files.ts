import { lstatSync } from 'node:fs';
import { type Check, finding } from '../check.js';

/** The files that each ticket must have. */
export const checkFiles: Check = (patient) =>
  patient.tickets.flatMap(({ place, problem, thread }) => {
    if (problem?.code === 'missing_item') return [];
    const hasThread = lstatSync(`${place.directory}/thread.md`, { throwIfNoEntry: false }) !== undefined;
    const hasArtifacts = lstatSync(`${place.directory}/artifacts`, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const missing = [];
    if (!hasThread)
      missing.push(
        finding(patient, `${place.directory}/thread.md`, {
          code: 'missing_thread',
          message: 'no thread.md',
          hint: 'the next comment makes it',
        }),
      );
    else if (thread === null)
      missing.push(
        finding(patient, `${place.directory}/thread.md`, {
          code: 'unreadable_thread',
          message: 'thread.md is no readable file',
        }),
      );
    if (!hasArtifacts && place.folder !== '')
      missing.push(
        finding(patient, `${place.directory}/artifacts`, {
          code: 'missing_artifacts',
          message: 'no artifacts/, which older tools want',
          hint: 'make the directory, with a .gitkeep in it',
        }),
      );
    return missing;
  });
