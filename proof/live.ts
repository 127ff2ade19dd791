import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { probePod } from '../src/pods/client.js';
import { openPods, type Pods } from '../src/pods/pods.js';
import { socketPathOf } from '../src/pods/socket-path.js';
import { withFolder } from './folder.js';
import { startTickets } from './processes.js';
import type { Product } from './product.js';
import { writeStore } from './stores.js';

export interface Serving {
  pods: Pods;
  name: string;
  socket: string;
  pid: number;
}

/** A mailbox of the product, live in a process of its own for as long as `work` takes. */
export function withLivePod<T>(product: Product, work: (serving: Serving) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    writeStore(folder, 'flat');
    const env = { TICKETS_RUNTIME_DIR: join(folder, 'run') };
    const pods = openPods(join(folder, 'work-items/.state/pods'), { env, folderName: 'forest' });
    const { child, ended } = startTickets(product, folder, ['pod', 'serve', 'hare'], env);
    try {
      const socket = socketPathOf(pods, 'hare');
      while (!(await probePod(socket, { deadlineMs: 5000 })).reachable) {
        if (child.exitCode !== null) throw new Error(`the pod ended at once: ${(await ended).stderr}`);
        await sleep(50);
      }
      return await work({ pods, name: 'hare', socket, pid: child.pid ?? 0 });
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });
}

/** What a process has of the machine's memory now, in megabytes. */
export function memoryOf({ pid }: Serving): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
