import type { Diagnostic } from '../diagnostic.js';
import type { Written } from '../store/change-ticket.js';
import { type StoredTicket, threadOf } from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import type { ThreadEvent } from '../tickets/event.js';
import { isImplementer } from '../tickets/gates.js';
import type { App } from './open-app.js';
import { ask, type Change, type ChangeOptions, type Facts, factsOf, read, tell, write } from './steps.js';
import { givenText } from './texts.js';

export const commentRoles = ['comment', 'plan', 'decision', 'implementation_report'] as const;
export type CommentRole = (typeof commentRoles)[number];

export const verdicts = ['approve', 'request_changes'] as const;
export type Verdict = (typeof verdicts)[number];

const headings: Record<CommentRole | Verdict, string> = {
  comment: 'Comment',
  plan: 'Plan',
  decision: 'Decision',
  implementation_report: 'Implementation report',
  approve: 'Review: approve',
  request_changes: 'Review: request changes',
};

/** Adds a comment, plan, decision or report to the thread. Throws `empty_text` for a text of nothing but white space. */
export async function commentTicket(
  app: App,
  reference: string,
  role: CommentRole,
  text: string,
  options: ChangeOptions = {},
): Promise<Change> {
  return say(app, reference, 'comment', { kind: role, attributes: {}, heading: headings[role] }, text, options);
}

/** Records an approval or a request for changes. */
export async function reviewTicket(
  app: App,
  reference: string,
  verdict: Verdict,
  text: string,
  options: ChangeOptions = {},
): Promise<Change> {
  const attributes = { status: verdict };
  return say(app, reference, 'review', { kind: 'review', attributes, heading: headings[verdict] }, text, options);
}

type Said = Pick<ThreadEvent, 'kind' | 'attributes' | 'heading'>;

async function say(
  app: App,
  reference: string,
  name: 'comment' | 'review',
  said: Said,
  text: string,
  options: ChangeOptions,
): Promise<Change> {
  const body = givenText(text);
  const before = await read(app, reference, options);
  const decide = async (_: StoredTicket, { at, author }: Facts): Promise<Draft> => ({
    fields: {},
    events: [{ id: null, author, at, body, ...said }],
  });
  const facts = factsOf(app, before, options);
  await ask(app, name, before, await decide(before, facts));
  const written = await write(app, before, decide, options);
  const change = await tell(app, name, written);
  return { ...change, diagnostics: [...uncounted(app, written), ...change.diagnostics] };
}

/** Whoever approves their own work learns it now, not when the gate stays closed. */
function uncounted({ config }: App, { stored, events }: Written): Diagnostic[] {
  const said = events.at(-1);
  if (config.review !== 'required' || said?.attributes.status !== 'approve') return [];
  if (!isImplementer(threadOf(stored).events, said.author)) return [];
  const text = `${said.author} implemented ${stored.ticket.id}, so this approval does not count: somebody else has to approve it`;
  return [{ level: 'warning', source: 'review', text: text.slice(0, 768) }];
}
