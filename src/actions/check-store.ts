import { join } from 'node:path';
import type { Patient } from '../doctor/check.js';
import type { Finding } from '../doctor/finding.js';
import { findingCodes } from '../doctor/finding-codes.js';
import type { Fix } from '../doctor/fixes/fix.js';
import { runDoctor } from '../doctor/run-doctor.js';
import type { App } from './open-app.js';

export type { Finding, Fix };

/** Hears how far a long reading has come. */
export type OnProgress = (done: number, total: number) => void;

export interface CheckOptions {
  /** References to tickets: only these are looked at. */
  ids?: readonly string[] | undefined;
  /** A commit: only what changed since is looked at, and compared with it. */
  since?: string | undefined;
  onProgress?: OnProgress | undefined;
}

export interface Checked {
  findings: Finding[];
  /** How many tickets were looked at. */
  checked: number;
}

/** What is wrong with the store, in the order of the checks. Changes nothing. */
export async function checkStore(app: App, options: CheckOptions = {}): Promise<Checked> {
  const { findings, checked } = await diagnose(app, options);
  return { findings, checked };
}

/** What `fixStore` would do. */
export async function planFixes(app: App, options: CheckOptions = {}): Promise<Checked & { fixes: Fix[] }> {
  const { findings, checked, patient } = await diagnose(app, options);
  const { planFixes } = await import('../doctor/fixes/run-fixes.js');
  return { findings, checked, fixes: await planFixes(patient, findings) };
}

/** Puts right what is certain, each change whole or not at all; answers what was done and what is still wrong. */
export async function fixStore(app: App, options: CheckOptions = {}): Promise<Checked & { fixes: Fix[] }> {
  const { findings, patient } = await diagnose(app, options);
  const { applyFixes } = await import('../doctor/fixes/run-fixes.js');
  const fixes = await applyFixes(patient, findings);
  return { ...(await checkStore(app, options)), fixes };
}

/** What findings of a code mean, in one line. */
export function meaningOf(code: string): string {
  return Object.entries(findingCodes).find(([name]) => name === code)?.[1][1] ?? code;
}

async function diagnose(app: App, options: CheckOptions): Promise<Checked & { patient: Patient }> {
  const { findings, checked, patient } = await runDoctor({ ...app, ...options });
  const ofConfig = options.ids === undefined || options.ids.length === 0 ? configFindings(app) : [];
  return { findings: [...ofConfig, ...findings], checked, patient };
}

function configFindings({ store, configProblem }: App): Finding[] {
  if (configProblem === null) return [];
  const { message, hints } = configProblem;
  const line = Number(/:(\d+): /.exec(message)?.[1] ?? 1);
  const path = store.show(join(store.root, 'config.yaml'));
  const said = message.replace(`${path}:${line}: `, '').replace(path, 'it');
  const hint = hints[0] ?? null;
  return [{ code: 'invalid_config', severity: 'error', path, line, message: said, hint, fixable: false }];
}
