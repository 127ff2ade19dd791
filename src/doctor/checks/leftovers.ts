import { unfinishedJournals } from '../../files/found-journals.js';
import { finding, type StoreCheck } from '../check.js';

/** What a killed writer left behind, and what could not be completed of it. */
export const checkLeftovers: StoreCheck = (patient) =>
  unfinishedJournals(patient.store.stateDirectory).map(({ directory, reason, paths }) => {
    const what = `a change${paths.length > 0 ? ` of ${paths.join(', ')}` : ''} was recorded`;
    if (reason === 'unfinished')
      return finding(patient, directory, {
        code: 'unfinished_change',
        severity: 'warning',
        message: `${what} and is not complete yet`,
        hint: 'the next command that writes completes it',
      });
    return finding(patient, directory, {
      code: 'recovery_stopped',
      message: `${what} and cannot be completed: the files are not as it left them`,
      hint: 'its texts are in that directory; what it names is not written until it is settled',
    });
  });
