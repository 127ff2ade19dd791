import { join } from 'node:path';
import { readRegularFile } from '../files/safe-path.js';
import { resolve } from '../store/resolve-reference.js';

import type { App } from './open-app.js';

/** An item.md as it is, also one that cannot be read as a ticket. */
export async function rawItem(app: App, reference: string): Promise<{ path: string; bytes: Uint8Array }> {
  const place = await resolve(app.store, reference);
  const file = join(place.directory, 'item.md');
  return { path: app.store.show(file), bytes: readRegularFile(file) };
}
