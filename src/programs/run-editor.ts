import { spawnSync } from 'node:child_process';
import { isatty } from 'node:tty';
import { TicketsError } from '../errors.js';

/** The editor a person has chosen, as git understands it: VISUAL, then EDITOR, then vi. */
export function editorOf(env: Record<string, string | undefined>): string {
  return env.VISUAL || env.EDITOR || 'vi';
}

/**
 * Opens a file in the editor and waits for its end. The editor is a shell's words, as git runs it: the user's own.
 * Without a terminal it finds its input empty, so that it never waits for a pipe; what it prints joins no answer there.
 */
export function runEditor(editor: string, file: string, cwd: string, env: Record<string, string | undefined>): void {
  const ran = spawnSync('sh', ['-c', `${editor} "$@"`, editor, file], {
    cwd,
    env,
    stdio: [isatty(0) ? 'inherit' : 'ignore', isatty(1) ? 'inherit' : 2, 'inherit'],
  });
  if (ran.status !== 0) throw editorFailed(editor, ran.signal ?? ran.error?.message ?? `status ${ran.status}`);
}

export function editorFailed(editor: string, ended: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'editor_failed',
    message: `the editor ${JSON.stringify(editor)} ended with ${ended}: nothing was taken`,
    hints: ['choose another with VISUAL or EDITOR, or give the text with -F FILE'],
  });
}
