import { type App, openApp, type Surroundings } from '../actions/open-app.js';
import type { Host } from './command.js';

/** The store of the working directory. */
export function appOf({ cwd, env }: Host, options: Omit<Surroundings, 'cwd' | 'env'> = {}): Promise<App> {
  return openApp({ cwd, env, ...options });
}
