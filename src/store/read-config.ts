import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { type Config, defaultConfig, parseConfig } from '../tickets/config.js';
import type { TicketStore } from './ticket-store.js';

/** The store's config.yaml, or the defaults where there is none. */
export async function readConfig(store: TicketStore): Promise<Config> {
  const path = below(store.root, 'config.yaml');
  const bytes = readAs(store.show(path), path);
  if (bytes === undefined) return defaultConfig;
  const parsed = await parseConfig(new TextDecoder().decode(bytes));
  if ('config' in parsed) return parsed.config;
  const { line, message } = parsed.problem;
  throw new TicketsError({
    kind: 'unreadable',
    code: 'invalid_config',
    message: `${store.show(path)}:${line}: ${message}`,
    hints: ['mend config.yaml; every key is optional'],
    data: { path: store.show(path), ...parsed.problem },
  });
}

/** An error names the file as a person at the working directory would. */
function readAs(shown: string, path: string): Uint8Array | undefined {
  try {
    return readRegularFileIfPresent(path);
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    const { kind, code, message, hints } = error;
    throw new TicketsError({ kind, code, message: message.replace(path, () => shown), hints, data: { path: shown } });
  }
}
