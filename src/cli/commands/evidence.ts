import { addEvidence } from '../../actions/add-evidence.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeFlags, changeOptions } from '../change-answer.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { visibleBody } from '../render/visible.js';
import { findText, textFlags } from '../text-input.js';

/** More than a timer holds would end the command at once. */
const longestDeadline = 2_147_483;

export const evidenceCommand = command({
  name: 'evidence',
  summary: 'Record that something was checked: a command and its outcome, or words',
  description: 'Exits 0 once the evidence is written, whatever the command said; its exit status stands in the event.',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true }],
  flags: {
    ...textFlags,
    ...changeFlags,
    run: { type: 'boolean', summary: 'run the command after -- and record its exit status, duration and output' },
    deadline: { type: 'integer', placeholder: 'SECONDS', summary: 'stop the command after so long' },
  },
  takesRest: true,
  examples: [
    'tickets evidence peer-handshake --run -- npm test',
    'tickets evidence peer-handshake -m "Tried by hand on macOS."',
  ],
  run: async ({ args: [id = ''], rest, flags, global }, host) => {
    if (flags.run !== rest.length > 0)
      throw invalidUsage('--run and a command after -- go together', ['tickets evidence ID --run -- npm test']);
    if (flags.deadline !== undefined && (flags.deadline < 1 || flags.deadline > longestDeadline))
      throw invalidUsage(`a deadline of ${flags.deadline} seconds leaves no command its time`, [
        `--deadline takes 1 to ${longestDeadline} seconds; without it the command may take as long as it needs`,
      ]);
    const text = await findText(flags, host);
    if (!flags.run && text === undefined)
      throw invalidUsage('no evidence was given', ['--run -- COMMAND records a command, -m TEXT or -F FILE words']);
    const decoder = new TextDecoder();
    const change = await addEvidence(await appOf(host), id, {
      ...changeOptions(flags),
      text,
      deadlineSeconds: flags.deadline,
      ...(flags.run ? { run: rest } : {}),
      ...(global.json
        ? {}
        : { onOutput: (chunk) => host.stderr.write(visibleBody(decoder.decode(chunk, { stream: true }))) }),
    });
    return changeAnswer(
      change,
      () => `${change.ticket.id}  evidence recorded${flags.run ? `, exit status ${change.status ?? 'none'}` : ''}`,
    );
  },
});
