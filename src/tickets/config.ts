import type { FieldValue } from './document.js';
import { itemIn } from './quick-fields.js';
import { scanFields } from './scan-fields.js';

/** The words that config.yaml chooses between; of each key the first is the default. */
export const configWords = {
  ids: ['timestamp-slug', 'base32'],
  review: ['optional', 'required'],
  evidence: ['optional', 'required'],
  queue: ['optional', 'required'],
} as const;

type Words = typeof configWords;
type Choices = { [Key in keyof Words]: Words[Key][number] };

/** What a command hook can hang on. */
export const hookEvents = ['state', 'close', 'reopen', 'review', 'comment'] as const;

/** A program that takes part in transitions, as config.yaml names it. */
export interface HookConfig {
  on: Array<(typeof hookEvents)[number]>;
  when: 'ask' | 'tell';
  /** The program and its arguments. */
  run: string[];
  timeout_seconds?: number;
}

export interface Config extends Choices {
  hooks: HookConfig[];
}

export interface ConfigProblem {
  code: string;
  /** Counted from 1 in config.yaml. */
  line: number;
  key?: string;
  message: string;
}

export const defaultConfig: Config = {
  ids: 'timestamp-slug',
  review: 'optional',
  evidence: 'optional',
  queue: 'optional',
  hooks: [],
};

/** Reads config.yaml. Only a file of more than plain words loads the libraries that say what is wrong with it. */
export async function parseConfig(text: string): Promise<{ config: Config } | { problem: ConfigProblem }> {
  const config = quickConfig(text);
  if (config !== undefined) return { config };
  const { readConfigText } = await import('./config-schema.js');
  return readConfigText(text);
}

function quickConfig(text: string): Config | undefined {
  const bytes = new TextEncoder().encode(`${text}\n`);
  const scan = scanFields(bytes, 0, bytes.length);
  if (scan === undefined || scan.isFlat || scan.at < bytes.length) return undefined;
  const { hooks, ...words } = itemIn(bytes, scan).fields;
  const ids = chosen(configWords.ids, words.ids);
  const review = chosen(configWords.review, words.review);
  const evidence = chosen(configWords.evidence, words.evidence);
  const queue = chosen(configWords.queue, words.queue);
  const hasHooks = hooks !== undefined && hooks !== null && !(Array.isArray(hooks) && hooks.length === 0);
  const isUnsure = hasHooks || Object.keys(words).some((key) => !Object.hasOwn(configWords, key));
  return isUnsure || !ids || !review || !evidence || !queue ? undefined : { ids, review, evidence, queue, hooks: [] };
}

function chosen<Word extends string>(words: readonly [Word, ...Word[]], value: FieldValue = null): Word | undefined {
  return value === null ? words[0] : words.find((word) => word === value);
}
