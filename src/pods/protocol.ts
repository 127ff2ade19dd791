import { parseJson } from './json-lines.js';
import { isRecord } from './parse-metadata.js';
import { isPodName } from './pod-name.js';

export interface NotifyParams {
  message: string;
  auto_run: boolean;
  id?: string;
  /** Who says this; only a claim, unless `token` proves it. */
  source?: string;
  token?: string;
}

type Bare = 'resume' | 'cancel' | 'pause' | 'shutdown' | 'list_pods';

export type WireMethod =
  | { method: 'run'; params: { input: { kind: 'text'; content: string }[] } }
  | { method: 'notify'; params: NotifyParams }
  | { method: 'pod_event'; params: { kind: string; [other: string]: unknown } }
  | { method: 'restore_pod' | 'register_peer'; params: { name: string } }
  | { method: Bare; params: Record<string, unknown> };

export interface WireEvent {
  event: string;
  data: unknown;
}

export type WireErrorCode =
  | 'already_running'
  | 'not_running'
  | 'not_paused'
  | 'invalid_request'
  | 'internal'
  | 'provider_error'
  | 'tool_error';

/** What a client may send in one line, and what a server may. */
export const clientLineBytes = 64 * 1024;
export const serverLineBytes = 16 * 1024 * 1024;

export const notifyAccepted = 'notify_accepted';

type Values = Record<string, unknown>;

export function errorEvent(code: WireErrorCode, message: string): WireEvent {
  return { event: 'error', data: { code, message } };
}

/** What a client's line asks for. Unknown fields are let pass; what is there must be right. */
export function parseMethod(line: string): WireMethod | { problem: string } {
  // An exception costs a hundred times as much, and whoever sends such lines may send many.
  if (!/^[ \t\r]*\{/.test(line)) return noMethod;
  const parsed = parseJson(line);
  if ('problem' in parsed) return parsed;
  if (!isRecord(parsed.value) || typeof parsed.value.method !== 'string') return noMethod;
  const { method, params = null } = parsed.value;
  if (params !== null && !isRecord(params)) return { problem: 'params is no object' };
  return readParams(method, params ?? {});
}

const noMethod = { problem: 'a line that is no {"method": "…", "params": {…}}' };

function readParams(method: string, params: Values): WireMethod | { problem: string } {
  switch (method) {
    case 'run':
      return readRun(params);
    case 'notify':
      return readNotify(params);
    case 'pod_event':
      if (!isText(params.kind)) return { problem: 'pod_event needs a kind' };
      return { method, params: { ...params, kind: params.kind } };
    case 'restore_pod':
    case 'register_peer':
      if (!isName(params.name)) return { problem: `${method} needs the name of a pod` };
      return { method, params: { name: params.name } };
    case 'resume':
    case 'cancel':
    case 'pause':
    case 'shutdown':
    case 'list_pods':
      return { method, params };
    default:
      return { problem: 'no such method' };
  }
}

function readRun({ input }: Values): WireMethod | { problem: string } {
  const wanted = { problem: 'run needs an input of one or more {"kind": "text", "content": "…"}' };
  if (!Array.isArray(input) || input.length === 0) return wanted;
  const parts: { kind: 'text'; content: string }[] = [];
  for (const part of input) {
    if (!isRecord(part) || part.kind !== 'text' || typeof part.content !== 'string') return wanted;
    parts.push({ kind: 'text', content: part.content });
  }
  return { method: 'run', params: { input: parts } };
}

function readNotify(params: Values): WireMethod | { problem: string } {
  const { message, auto_run: autoRun } = params;
  if (typeof message !== 'string' || message.trim() === '') return { problem: 'notify needs a message' };
  if (isGiven(autoRun) && typeof autoRun !== 'boolean') return { problem: 'auto_run is true or false' };
  const given: Partial<NotifyParams> = {};
  for (const [name, isRight] of [
    ['id', isText],
    ['source', isName],
    ['token', isText],
  ] as const) {
    const value = params[name];
    if (!isGiven(value)) continue;
    if (!isRight(value)) return { problem: `${name} is not what it can be` };
    given[name] = value;
  }
  return { method: 'notify', params: { message, auto_run: autoRun !== false, ...given } };
}

/** A null is an absent value: some languages write it for what was not given. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && isPodName(value);
}

/** Ids, kinds and tokens: something short, and nothing that acts on a terminal. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 128 && !/[\p{Cc}\p{Cs}]/u.test(value);
}

/**
 * What a server's line says; undefined where it is no event at all. The entries of a snapshot are left out, unlooked at,
 * where the server confirms what it is told: then what it says later shows whether it can be understood.
 */
export function parseEvent(line: Buffer): WireEvent | undefined {
  const brief = withoutEntries(line);
  const event = brief === undefined ? undefined : eventOf(brief);
  const data = isRecord(event?.data) ? event.data : {};
  return 'status' in data && offersAccept(data.greeting) ? event : eventOf(line.toString());
}

/** Whether a server says that it will confirm each notice. */
export function offersAccept(greeting: unknown): boolean {
  return isRecord(greeting) && Array.isArray(greeting.capabilities) && greeting.capabilities.includes(notifyAccepted);
}

function eventOf(line: string): WireEvent | undefined {
  const parsed = parseJson(line);
  if ('problem' in parsed || !isRecord(parsed.value) || typeof parsed.value.event !== 'string') return undefined;
  return { event: parsed.value.event, data: parsed.value.data ?? null };
}

const entriesBegin = Buffer.from('{"event":"snapshot","data":{"entries":[');

/**
 * A snapshot as our pods write it, without its entries: they may be 256 KiB, nobody here looks at them, and parsing them
 * was a third of what telling a pod takes. A list's end, a comma and a key stand together only outside of strings; where
 * they end a list within another, what is left does not parse, and where they end another than the entries', a status
 * that stood before is missing.
 */
function withoutEntries(line: Buffer): string | undefined {
  if (!line.subarray(0, entriesBegin.length).equals(entriesBegin)) return undefined;
  const end = line.lastIndexOf('],"greeting":');
  return end === -1 ? undefined : `${entriesBegin}${line.toString('utf8', end)}`;
}
