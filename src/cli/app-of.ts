import { type App, openApp } from '../actions/open-app.js';
import type { Host } from './command.js';

/** The store of the working directory. */
export function appOf(host: Host, toleratesConfig = false): Promise<App> {
  return openApp({ cwd: host.cwd, env: host.env, toleratesConfig });
}
