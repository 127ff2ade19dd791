import { findLayout, hasStatusFolders, type Layout } from '../store/layout.js';
import type { App } from './open-app.js';

export interface Where {
  /** Absolute, symbolic links resolved. */
  root: string;
  /** The same as the person at the working directory would write it. */
  path: string;
  layout: Layout;
  ids: 'timestamp-slug' | 'base32';
}

/** Where the store is and how it is laid out. */
export function where({ store, config }: App): Where {
  return { root: store.root, path: store.show(store.root), layout: findLayout(store.root), ids: config.ids };
}

/** Whether the store has status directories, so that scripts of the older tool may count on its ways. */
export function isOlderStore({ store }: App): boolean {
  return hasStatusFolders(store.root);
}
