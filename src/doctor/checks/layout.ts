import { join } from 'node:path';
import { exists } from '../../store/layout.js';
import { statuses } from '../../tickets/ticket.js';
import type { StoreCheck } from '../check.js';
import { finding } from '../finding.js';

/** One layout, its directories all there, and nothing in it that pretends to be a ticket. */
export const checkLayout: StoreCheck = ({ store, listing }) => {
  if (listing.layout === 'flat' && listing.strangers.length === 0) return [];
  const folders = statuses.filter((status) => exists(join(store.root, status)));
  const mixed = listing.layout === 'mixed' ? folders : [];
  const missing = listing.layout === 'by-status' ? statuses.filter((status) => !folders.includes(status)) : [];
  return [
    ...mixed.map((status) =>
      finding(store, join(store.root, status), {
        code: 'mixed_layout',
        message: 'tickets lie here and at the top of the store: it has two layouts',
        hint: 'tickets migrate brings all of them into the flat one',
      }),
    ),
    ...missing.map((status) =>
      finding(store, join(store.root, status), {
        code: 'missing_directory',
        message: 'this status directory is missing; older tools want all three',
        hint: 'tickets doctor --fix makes it, with a .gitkeep in it',
        fixable: true,
      }),
    ),
    ...listing.strangers.map(({ path, code }) =>
      finding(store, join(store.root, path), {
        code,
        message: code === 'symbolic_link' ? 'a symbolic link, which is not followed' : 'this name cannot be an id',
        hint:
          code === 'symbolic_link'
            ? 'move the ticket itself here'
            : 'letters, digits, dot, hyphen, underline; 128 at most; no status word',
      }),
    ),
  ];
};
