import type { OnProgress } from '../actions/check-store.js';
import type { Host } from './command.js';

/** Tells a person at a terminal how far long work has come; what is over soon is not worth a line. */
export function progressOn(host: Host, verb: string): OnProgress {
  if (!host.stderr.isTerminal) return () => {};
  let said = performance.now();
  let wasSaid = false;
  return (done, total) => {
    const now = performance.now();
    if (wasSaid && done === total) host.stderr.write('\r\x1b[K');
    if (done === total || now - said < 300) return;
    said = now;
    wasSaid = true;
    host.stderr.write(`\r\x1b[K${verb} ${done} of ${total}`);
  };
}
