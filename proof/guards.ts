import type { Cut } from './product.js';

/** A guard of the product that is taken out, and what the table says of it. */
export interface Guard {
  without: string;
  cut: Cut;
}

export const withoutLock: Guard = {
  without: 'the lock: nobody waits for it',
  cut: {
    file: 'src/files/lock.ts',
    text: 'const isTidy = await acquire(lock, { patienceMs, holderPatienceMs });',
    instead: 'const isTidy = true;',
  },
};

export const withoutRecovery: Guard = {
  without: 'recovery: the next writer goes on without it',
  cut: {
    file: 'src/store/change-ticket.ts',
    text: 'return work(recover(scopeOf(store)));',
    instead: 'return work({ ...recover, completed: [], stuck: undefined });',
  },
};

export const withoutJournal: Guard = {
  without: 'the journal around a change: each of its files is changed by itself',
  cut: {
    file: 'src/store/change-ticket.ts',
    text: 'else commitSteps({ ...scopeOf(store), steps });',
    instead: 'else for (const step of steps) commitSteps({ ...scopeOf(store), steps: [step] });',
  },
};

export const withoutJournalOfMigrate: Guard = {
  without: 'the journal around the whole: each ticket is moved by itself',
  cut: {
    file: 'src/store/migrate-store.ts',
    text: 'if (plan.steps.length > 0) commitSteps({ ...scopeOf(store), steps: plan.steps });',
    instead: 'for (const step of plan.steps) commitSteps({ ...scopeOf(store), steps: [step] });',
  },
};
