import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Side } from './measure.js';
import type { Row } from './rows.js';
import { type SampleTicket, sampleTicket, stateAt } from './sample-ticket.js';
import { restoreTicket, type Stores } from './stores.js';
import { ours, type PeerName, type Tool } from './tools.js';

/** Whom our time is compared with; `node` is an empty program: what Node itself costs. */
interface Opponent {
  name: 'node' | PeerName;
  side: (row: Row, size: number) => Side | undefined;
}

export function opponents(peers: readonly Tool<PeerName>[], stores: Stores): Opponent[] {
  const node = emptySide(stores);
  const others = peers.map((tool): Opponent => {
    return { name: tool.name, side: (row, size) => sideOf(tool, row, size, stores) };
  });
  return [{ name: 'node', side: () => node }, ...others];
}

export function emptySide({ directory }: Stores): Side {
  const path = join(directory, 'empty.cjs');
  writeFileSync(path, '');
  return () => ({ command: process.execPath, args: [path], cwd: directory });
}

export function ourSide(row: Row, size: number, stores: Stores, env?: Record<string, string>): Side {
  return sideWith({ ...ours, ...(env ? { env } : {}) }, row, row.commands.ours, size, stores);
}

/** A peer's form of a row, if it has one for this size. */
function sideOf(tool: Tool<PeerName>, row: Row, size: number, stores: Stores): Side | undefined {
  const words = row.commands[tool.name];
  return words === undefined || size > tool.largest ? undefined : sideWith(tool, row, words, size, stores);
}

/** Every run takes another ticket, and a change finds its ticket as it was generated. */
function sideWith(tool: Tool, { use }: Row, words: Row['commands']['ours'], size: number, stores: Stores): Side {
  const { format, env } = tool;
  const cwd = use === 'none' ? stores.directory : stores.find(format, size, use);
  const subjects = startableTickets(size);
  const [command, ...first] = tool.start;
  return (run) => {
    const ticket = subjects[run % subjects.length] ?? sampleTicket(0);
    if (use === 'change') restoreTicket(cwd, format, ticket);
    const given = words({ id: format.idOf(ticket), part: format.partOf(ticket) });
    const { args, ...input } = 'args' in given ? given : { args: given };
    return { command, args: [...first, ...args], cwd, ...input, ...(env ? { env } : {}) };
  };
}

const mostSubjects = 20;

/** The newest tickets that nothing keeps from being started. */
function startableTickets(size: number): SampleTicket[] {
  const found: SampleTicket[] = [];
  for (let number = size - 1; number >= 0 && found.length < mostSubjects; number--) {
    const state = stateAt(number);
    if (state !== 'planning' && state !== 'ready') continue;
    const ticket = sampleTicket(number);
    if (ticket.dependsOn.every((other) => stateAt(other) === 'closed')) found.push(ticket);
  }
  return found;
}
