import { z } from 'zod';
import { states } from '../../src/tickets/ticket.js';

// The answers of --json, key by key: one that is missing or new fails. Absent scalars are null, absent lists empty.

const word = z.string().nullable();
const words = z.array(z.string());
const state = z.enum(states);

const ticket = {
  ...{ id: z.string(), path: z.string(), title: word, state },
  ...{ kind: word, priority: word, labels: words, assignee: word },
  ...{ created_at: word, updated_at: word, readiness: word, risk_flags: words },
  ...{ depends_on: words, related: words, supersedes: words, duplicate_of: word, parent: word },
  ...{ queued_by: word, queued_at: word },
  ...{ slug: word, status: word, legacy_ticket: word, blocks: words },
  other: z.record(z.string(), z.unknown()),
};

const event = z.strictObject({
  ...{ id: word, kind: z.string(), author: word, at: word },
  attributes: z.record(z.string(), z.string()),
  ...{ heading: word, body: z.string() },
});

const related = z.strictObject({ id: z.string(), title: word, state: state.nullable(), problem: word });

const list = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('ticket-list'),
  tickets: z.array(
    z.strictObject({
      ...ticket,
      why: z.array(z.strictObject({ reason: z.string(), id: word, state: word, text: z.string() })),
      matches: z.array(z.strictObject({ file: z.string(), line: z.int(), text: z.string() })),
    }),
  ),
  invalid: z.array(z.strictObject({ path: z.string(), line: z.int().min(1), code: z.string(), message: z.string() })),
  total: z.int(),
  truncated: z.boolean(),
});

const diagnostics = z.array(
  z.strictObject({ level: z.enum(['info', 'warning', 'error']), source: z.string(), text: z.string() }),
);

const show = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('ticket'),
  ticket: z.strictObject({
    ...ticket,
    revision: z.string().regex(/^[0-9a-f]{16}$/),
    ...{ body: z.string(), body_bytes: z.int() },
    ...{ events: z.array(event), events_total: z.int() },
    resolution: word,
    relations: z.record(z.string(), z.array(related)),
    artifacts: words,
    possible: z.array(z.strictObject({ to: state, command: z.string() })),
  }),
  diagnostics,
});

const change = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('change'),
  changed: z.boolean(),
  ticket: z.strictObject(ticket),
  event: event.nullable(),
  events: z.array(event),
  diagnostics,
  notices: z.array(
    z.strictObject({
      ...{ to: z.string(), id: z.string().min(1) },
      delivery: z.strictObject({
        outcome: z.enum(['delivered', 'skipped', 'failed']),
        reason: word,
        evidence: z.enum(['recorded', 'written']).nullable(),
        detail: word,
      }),
    }),
  ),
});

const error = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('error'),
  error: z.strictObject({
    ...{ kind: z.string(), code: z.string().regex(/^[a-z_]+$/), message: z.string().min(1) },
    hints: words,
    data: z.unknown(),
  }),
});

const changes = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('changes'),
  changes: z.array(z.union([change, error])),
  unblocked: z.array(z.strictObject({ id: z.string(), title: word })).optional(),
});

const doctor = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('doctor'),
  ok: z.boolean(),
  checked: z.int(),
  findings: z.array(
    z.strictObject({
      ...{ code: z.string(), severity: z.enum(['error', 'warning', 'note']), path: z.string() },
      ...{ line: z.int().nullable(), message: z.string(), hint: word, fixable: z.boolean() },
    }),
  ),
});

export const shapes = { list, show, change, changes, error, doctor };
