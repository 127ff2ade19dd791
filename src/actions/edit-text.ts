import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { named } from '../files/unwritable.js';
import { editorFailed, editorOf, runEditor } from '../programs/run-editor.js';
import type { App } from './open-app.js';
import { makeScratchDirectory } from './scratch-directory.js';

/** Whether somebody has said which editor: then it opens without a terminal, too. */
export function hasEditor(env: App['env']): boolean {
  return Boolean(env.VISUAL || env.EDITOR);
}

/**
 * Lets a person edit a text, then `take` what came of it. No lock is held meanwhile; where the text is refused it stays
 * in its file and the error names it. Null: it was left as it was.
 */
export async function editText<T>(
  { cwd, env }: Pick<App, 'cwd' | 'env'>,
  name: string,
  text: Uint8Array,
  take: (edited: Uint8Array) => Promise<T>,
): Promise<T | null> {
  const file = join(makeScratchDirectory('tickets-edit-'), name);
  named(file, () => writeFileSync(file, text, { mode: 0o600 }));
  try {
    runEditor(editorOf(env), file, cwd, env);
    const edited = readRegularFileIfPresent(file);
    if (edited === undefined) throw editorFailed(editorOf(env), 'its file gone');
    const taken = Buffer.compare(edited, text) === 0 ? null : await take(edited);
    rmSync(dirname(file), { recursive: true, force: true });
    return taken;
  } catch (error) {
    if (!existsSync(file)) rmSync(dirname(file), { recursive: true, force: true });
    throw error instanceof TicketsError && existsSync(file) ? keptIn(error, file) : error;
  }
}

function keptIn({ kind, code, message, hints, data }: TicketsError, file: string): TicketsError {
  return new TicketsError({ kind, code, message, hints: [...hints, `your text is kept in ${file}`], data });
}
