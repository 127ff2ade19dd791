import { holdsMany, type Relation, type RelationKind, relationKinds } from '../relations.js';
import type { ForeignFinding, ForeignTicket } from './foreign-ticket.js';

/** A ticket of another tool with the id it is to have here, and what it is to others here. */
export interface Settled {
  ticket: ForeignTicket;
  id: string;
  relations: Relation[];
}

/** Puts our ids in place of the other tool's. `idOf` knows the tickets that come along and those that are here. */
export function relateForeign(
  tickets: ReadonlyArray<{ ticket: ForeignTicket; id: string }>,
  idOf: (legacyId: string) => string | undefined,
  findings: ForeignFinding[],
): Settled[] {
  const pairs = new Set<string>();
  const settled = tickets.map(({ ticket, id }): Settled => {
    const relations: Relation[] = [];
    for (const { kind, target, keptAs } of ticket.relations) {
      const found = idOf(target);
      const problem = problemOf(id, kind, found, relations);
      if (problem === undefined && found !== undefined) {
        if (isNew({ kind, target: found }, id, relations, pairs)) relations.push({ kind, target: found });
        continue;
      }
      const { path, line } = ticket;
      findings.push({
        ...(problem ?? unknown),
        path,
        line,
        message: `${target}: ${problem?.message ?? unknown.message}`,
      });
      const kept = ticket.other[keptAs];
      ticket.other[keptAs] = [...(Array.isArray(kept) ? kept : []).filter((one) => one !== target), target];
    }
    return { ticket, id, relations };
  });
  for (const kind of relationKinds) if (kind !== 'related') findCycles(settled, kind, findings);
  return settled;
}

type Problem = Pick<ForeignFinding, 'severity' | 'code' | 'message'>;

const unknown: Problem = {
  severity: 'warning',
  code: 'unknown_target',
  message: 'no ticket of this id comes along or is here: kept as it is in a field of its own',
};

function problemOf(id: string, kind: RelationKind, found: string | undefined, have: Relation[]): Problem | undefined {
  if (found === undefined) return unknown;
  if (found === id)
    return { severity: 'error', code: 'self_relation', message: `it has the relation ${kind} to itself` };
  const other = have.find((relation) => relation.kind === kind && relation.target !== found);
  if (holdsMany(kind) || other === undefined) return undefined;
  return { severity: 'warning', code: 'relation_taken', message: `a second ${kind}: kept in a field of its own` };
}

/** Once a pair: what both sides say of each other is stored on one. */
function isNew({ kind, target }: Relation, id: string, have: Relation[], pairs: Set<string>): boolean {
  if (have.some((relation) => relation.kind === kind && relation.target === target)) return false;
  if (kind !== 'related') return true;
  const key = [id, target].sort().join(' ');
  if (pairs.has(key)) return false;
  pairs.add(key);
  return true;
}

/** Every cycle of one kind is told once, at a ticket in it. */
function findCycles(settled: readonly Settled[], kind: RelationKind, findings: ForeignFinding[]): void {
  const byId = new Map(settled.map((one) => [one.id, one]));
  const done = new Set<string>();
  for (const start of settled) {
    const path: string[] = [];
    const open: Array<{ id: string; targets: string[] }> = [];
    const enter = (id: string) => {
      const targets = byId.get(id)?.relations.filter((one) => one.kind === kind) ?? [];
      open.push({ id, targets: targets.map(({ target }) => target) });
      path.push(id);
    };
    if (!done.has(start.id)) enter(start.id);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.targets.pop();
      if (next === undefined) {
        done.add(top.id);
        open.pop();
        path.pop();
      } else if (path.includes(next)) findings.push(cycle([...path.slice(path.indexOf(next)), next], kind, byId));
      else if (!done.has(next)) enter(next);
    }
  }
}

function cycle(path: readonly string[], kind: RelationKind, byId: ReadonlyMap<string, Settled>): ForeignFinding {
  const [first] = path.flatMap((id) => byId.get(id)?.ticket ?? []);
  const names = path.map((id) => byId.get(id)?.ticket.legacyId ?? id);
  const message = `a cycle of ${kind}: ${names.join(' -> ')}`;
  return { severity: 'error', code: 'relation_cycle', path: first?.path ?? '', line: first?.line ?? 1, message };
}
