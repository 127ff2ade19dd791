import { editText, hasEditor } from '../../actions/edit-text.js';
import { editTicket, replaceItem } from '../../actions/edit-ticket.js';
import type { App } from '../../actions/open-app.js';
import { type Change, type ChangeOptions, read, unchanged } from '../../actions/steps.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeFlags, changeOptions } from '../change-answer.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command } from '../command.js';
import { findText, refuseUnreadText, textFlags } from '../text-input.js';

export const editCommand = command({
  name: 'edit',
  summary: 'Edit fields by flags, the body with -F, or the whole item in $EDITOR',
  description: 'An empty value clears a field. States are not edited: start, close and the like move them.',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true }],
  flags: {
    ...textFlags,
    ...changeFlags,
    title: { type: 'string', placeholder: 'TITLE', summary: 'a new title' },
    kind: { type: 'string', placeholder: 'KIND', summary: 'task, feature, bug or any word of yours' },
    priority: { type: 'string', placeholder: 'P', summary: 'P0 (now) to P4 (some day)' },
    label: {
      type: 'string',
      multiple: true,
      placeholder: '+A,-B',
      summary: '+a adds, -b takes out, plain words replace all',
    },
    assignee: { type: 'string', placeholder: 'NAME', summary: 'who does it; none for nobody' },
    readiness: { type: 'string', placeholder: 'WORD', summary: 'how far planning got' },
    'risk-flag': {
      type: 'string',
      multiple: true,
      placeholder: '+A,-B',
      summary: 'what to watch, as labels are given',
    },
    item: {
      type: 'string',
      placeholder: 'FILE',
      summary: 'take FILE as the whole item.md, as from an editor; - is standard input',
    },
  },
  examples: [
    'tickets edit peer-handshake --priority P1 --label +ux,-later',
    'tickets edit peer-handshake',
    'tickets edit peer-handshake -F body.md',
  ],
  run: async ({ args: [id = ''], flags }, host) => {
    const app = await appOf(host);
    const options = changeOptions(flags);
    const body = await findText(flags, host);
    const { title, kind, priority, assignee, readiness } = flags;
    const labels = flags.label.length > 0 ? flags.label : undefined;
    const risk_flags = flags['risk-flag'].length > 0 ? flags['risk-flag'] : undefined;
    const edits = { title, kind, priority, assignee, readiness, labels, risk_flags, body };
    const isByFlags = Object.values(edits).some((value) => value !== undefined);
    if (flags.item !== undefined) {
      if (isByFlags)
        throw invalidUsage('--item takes the whole item, other flags a part of it', ['give one of the two']);
      const text = (await findText({ file: flags.item }, host)) ?? '';
      return answerEdited(await replaceItem(app, await read(app, id), new TextEncoder().encode(text), options));
    }
    if (isByFlags) return answerEdited(await editTicket(app, id, { ...options, ...edits }));
    if (!host.stdin.isTerminal && !hasEditor(host.env))
      throw invalidUsage('nothing to edit was given', ['tickets edit ID --title TEXT, -F FILE, or set EDITOR']);
    await refuseUnreadText(host);
    return answerEdited(await editInEditor(app, id, options));
  },
});

async function editInEditor(app: App, id: string, options: ChangeOptions): Promise<Change> {
  const before = await read(app, id);
  const edited = await editText(app, `${before.ticket.id}.md`, before.item, (text) =>
    replaceItem(app, before, text, options),
  );
  return edited ?? unchanged(app, before);
}

function answerEdited(change: Change): Answer {
  return changeAnswer(change, () => `${change.ticket.id}  ${change.changed ? 'edited' : 'is as it was'}`);
}
