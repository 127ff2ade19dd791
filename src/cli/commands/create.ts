import { createTicket, draftOf, type NewTicketFields, newTicketText } from '../../actions/create-ticket.js';
import { editText, hasEditor } from '../../actions/edit-text.js';
import type { Change } from '../../actions/steps.js';
import { appOf } from '../app-of.js';
import { changeAnswer } from '../change-answer.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command } from '../command.js';
import { visible } from '../render/visible.js';
import { findText, refuseUnreadText, textFlags } from '../text-input.js';

export const createCommand = command({
  name: 'create',
  summary: 'Create a ticket; a pipe gets its id alone',
  description:
    'Without a title, or with --edit, the template opens in $EDITOR. A text from -F that begins with frontmatter gives title and fields too.',
  args: [{ name: 'title', summary: 'what is wanted, in one line', isText: true }],
  flags: {
    ...textFlags,
    title: { type: 'string', placeholder: 'TITLE', summary: 'the title, as older scripts give it' },
    slug: { type: 'string', placeholder: 'SLUG', summary: 'the end of the id (default: from the title)' },
    kind: { type: 'string', placeholder: 'KIND', summary: 'task, feature, bug or any word of yours' },
    priority: { type: 'string', placeholder: 'P', summary: 'P0 (now) to P4 (some day)' },
    label: { type: 'string', multiple: true, placeholder: 'A,B', summary: 'labels; may be repeated' },
    assignee: { type: 'string', placeholder: 'NAME', summary: 'who does it' },
    'depends-on': {
      type: 'string',
      multiple: true,
      placeholder: 'ID',
      summary: 'a ticket that must be done first; may be repeated',
    },
    parent: { type: 'string', placeholder: 'ID', summary: 'the ticket it is a part of' },
    edit: { type: 'boolean', summary: 'open the new ticket in $EDITOR before it is made' },
    author: { type: 'string', placeholder: 'NAME', summary: 'in whose name' },
  },
  examples: [
    'tickets create "Make peers of two pods" --kind feature --priority P1 --label pod,ux',
    'tickets create "Fix the wait" -F notes.md',
    'id=$(tickets create "From a script" -F - < body.md)',
  ],
  run: async ({ args, flags }, host) => {
    const [title = flags.title] = args;
    if (args.length > 0 && flags.title !== undefined)
      throw invalidUsage('the title is given twice', ['give TITLE or --title']);
    const app = await appOf(host);
    const text = await findText(flags, host);
    const given: NewTicketFields = {
      title,
      slug: flags.slug,
      kind: flags.kind,
      priority: flags.priority,
      labels: flags.label.length > 0 ? flags.label : undefined,
      assignee: flags.assignee,
      depends_on: flags['depends-on'].length > 0 ? flags['depends-on'] : undefined,
      parent: flags.parent,
      author: flags.author,
    };
    if (flags.edit || (title === undefined && text === undefined && (host.stdin.isTerminal || hasEditor(host.env)))) {
      if (text === undefined) await refuseUnreadText(host);
      const written = await editText(app, 'new-ticket.md', newTicketText(given, text), async (edited) =>
        createTicket(app, { ...given, ...(await draftOf(new TextDecoder().decode(edited))) }),
      );
      return written === null ? nothingMade() : answerCreated(written);
    }
    const drafted = text === undefined ? {} : flags.file === undefined ? { body: text } : await draftOf(text);
    return answerCreated(await createTicket(app, { ...drafted, ...definedOf(given) }));
  },
});

function definedOf<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function answerCreated(change: Change): Answer {
  return changeAnswer(change, () => `Created ${visible(change.ticket.path)}`);
}

function nothingMade(): Answer {
  return {
    json: {
      schema_version: 1,
      kind: 'change',
      changed: false,
      ticket: null,
      event: null,
      events: [],
      diagnostics: [],
      notices: [],
    },
    text: () => '',
    remarks: [{ level: 'info', source: 'create', text: 'nothing was written, so nothing was created' }],
  };
}
