import { unfinishedJournals } from '../../files/found-journals.js';
import type { StoreCheck } from '../check.js';
import { finding } from '../finding.js';

/** Changes that a killed writer has left unfinished, and what could not be completed of them. */
export const checkJournals: StoreCheck = ({ store }) =>
  unfinishedJournals(store.stateDirectory).map(({ directory, reason, paths }) => {
    const what = `a change${paths.length > 0 ? ` of ${paths.join(', ')}` : ''} was recorded`;
    if (reason === 'unfinished')
      return finding(store, directory, {
        code: 'unfinished_change',
        message: `${what} and is not complete yet`,
        hint: 'the next command that writes completes it, tickets doctor --fix as well',
        fixable: true,
      });
    return finding(store, directory, {
      code: 'recovery_stopped',
      message: `${what} and cannot be completed: ${reason === 'unreadable' ? 'its record cannot be read' : 'the files are not as it left them'}`,
      hint: 'tickets doctor --fix shows both texts and sets it aside; until then what it names is not written',
      fixable: true,
    });
  });
