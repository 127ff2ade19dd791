import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Format } from './formats.js';
import * as formats from './formats.js';

export type PeerName = 'tk' | 'backlog' | 'older' | 'rg';
export type ToolName = 'ours' | PeerName;

export interface Tool<Name extends ToolName = ToolName> {
  name: Name;
  /** How it is started: the program, then what always comes first. */
  start: readonly [string, ...string[]];
  format: Format;
  env?: Record<string, string>;
  /** The largest store it is asked about: beyond, one comparison would take it many minutes. */
  largest: number;
}

export const ours: Tool = {
  name: 'ours',
  start: [process.execPath, fileURLToPath(new URL('../bin/run.js', import.meta.url))],
  format: formats.flat,
  largest: Number.POSITIVE_INFINITY,
};

const peers: readonly (Omit<Tool<PeerName>, 'start'> & { program: string })[] = [
  { name: 'tk', program: 'tk', format: formats.tk, largest: 10_000 },
  { name: 'backlog', program: 'backlog', format: formats.backlog, largest: 10_000 },
  {
    name: 'older',
    program: 'tickets.sh',
    format: formats.byStatus,
    env: { WORK_ITEMS_DIR: 'work-items' },
    largest: 1_000,
  },
  { name: 'rg', program: 'rg', format: formats.flat, largest: 10_000 },
];

/** The peers of this machine: at the path given, else on PATH. */
export function findPeers(paths: Partial<Record<PeerName, string>>): Tool<PeerName>[] {
  return peers.flatMap(({ program, ...peer }) => {
    const given = paths[peer.name];
    if (given !== undefined && !existsSync(given)) throw new Error(`there is no ${given}`);
    const path = given ?? onPath(program);
    return path === undefined ? [] : [{ ...peer, start: [path] }];
  });
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
