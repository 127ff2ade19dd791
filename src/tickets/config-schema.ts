import * as z from 'zod/mini';
import { type Config, type ConfigProblem, configWords, defaultConfig, hookEvents } from './config.js';
import { problem } from './frontmatter.js';
import { readYaml, type YamlReading } from './yaml-reader.js';

const seconds = z.pipe(
  z.string().check(z.regex(/^\d{1,3}$/)),
  z.pipe(z.transform(Number), z.number().check(z.minimum(1), z.maximum(600))),
);
const hook = z.strictObject({
  on: z.array(z.enum(hookEvents)).check(z.minLength(1)),
  when: z.enum(['ask', 'tell']),
  run: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
  timeout_seconds: z.exactOptional(seconds),
});
const schema = z.strictObject({
  ids: z.exactOptional(z.enum(configWords.ids)),
  review: z.exactOptional(z.enum(configWords.review)),
  evidence: z.exactOptional(z.enum(configWords.evidence)),
  queue: z.exactOptional(z.enum(configWords.queue)),
  hooks: z.exactOptional(z.array(hook)),
});

const expectations: Record<string, string> = {
  ids: 'timestamp-slug or base32, as in "ids: base32"',
  review: 'optional or required, as in "review: required"',
  evidence: 'optional or required, as in "evidence: required"',
  queue: 'optional or required, as in "queue: required"',
  hooks: 'a list, as in "hooks: [{on: [state, close], when: tell, run: [./notify.sh]}]"',
  on: `a list of ${hookEvents.join(', ')}, as in "on: [state, close]"`,
  when: 'ask or tell, as in "when: tell"',
  run: 'a program and its arguments, as in "run: [./notify.sh, --fast]"',
  timeout_seconds: 'a whole number from 1 to 600, as in "timeout_seconds: 10"',
};

const largest = 64 * 1024;

/** The full reader of config.yaml, which says of a mistake where it stands and what was expected there. */
export function readConfigText(text: string): { config: Config } | { problem: ConfigProblem } {
  if (text.length > largest) return problem('config_too_big', 1, 'config.yaml holds 64 KiB at most');
  const lines = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const reading = readYaml(lines.replace(/^---[ \t]*\n/, '\n'));
  if ('problem' in reading) return reading;
  const isGiven = ([key, value]: [string, unknown]) => value !== null || !Object.hasOwn(defaultConfig, key);
  const given = Object.fromEntries(Object.entries(reading.fields).filter(isGiven));
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return { config: { ...defaultConfig, ...parsed.data } };
  const [issue] = parsed.error.issues;
  return { problem: issue?.code === 'unrecognized_keys' ? unknownKey(issue, reading) : invalidValue(issue, reading) };
}

function unknownKey(
  { path, keys }: { path: PropertyKey[]; keys: string[] },
  { lines, lineAt }: YamlReading,
): ConfigProblem {
  const [key = ''] = keys;
  const line = path.length === 0 ? (lines[key] ?? 1) : lineAt([...path, key]);
  const known = Object.keys(path.length === 0 ? schema.shape : hook.shape);
  return {
    code: 'unknown_key',
    line,
    key,
    message: `unknown key ${JSON.stringify(key)}: expected one of ${known.join(', ')}`,
  };
}

function invalidValue(
  issue: { path: PropertyKey[]; input?: unknown } | undefined,
  { lineAt }: YamlReading,
): ConfigProblem {
  const path = issue?.path ?? [];
  const key = String(path.findLast((step) => typeof step === 'string') ?? 'hooks');
  const given = issue?.input === undefined ? 'nothing' : JSON.stringify(issue.input).slice(0, 80);
  const message = `${key}: expected ${expectations[key]}; found ${given}`;
  return { code: 'invalid_value', line: lineAt(path), key, message };
}
