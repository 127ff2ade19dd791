import { join } from 'node:path';
import type { Finding } from '../doctor/finding.js';
import { runDoctor } from '../doctor/run-doctor.js';
import type { App } from './open-app.js';

export type { Finding };

/** Hears how far a long reading has come. */
export type OnProgress = (done: number, total: number) => void;

/** What is wrong with the store, in the order of the checks; `checked` counts its tickets. */
export async function checkStore(app: App, onProgress?: OnProgress): Promise<{ findings: Finding[]; checked: number }> {
  const { findings, checked } = await runDoctor({ ...app, onProgress });
  return { findings: [...configFindings(app), ...findings], checked };
}

function configFindings({ store, configProblem }: App): Finding[] {
  if (configProblem === null) return [];
  const { message, hints } = configProblem;
  const line = Number(/:(\d+): /.exec(message)?.[1] ?? 1);
  const path = store.show(join(store.root, 'config.yaml'));
  const said = message.replace(`${path}:${line}: `, '');
  return [
    { code: 'invalid_config', severity: 'error', path, line, message: said, hint: hints[0] ?? null, fixable: false },
  ];
}
