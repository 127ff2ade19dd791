import type { WireEvent } from '../../actions/serve-pod.js';
import { visible } from './visible.js';

type Values = Record<string, unknown>;

/** What a person reads of an event of a live pod: lines of their own, nothing in them that moves a cursor. */
export function podEventLines(event: WireEvent, at: Date): string {
  const time = at.toTimeString().slice(0, 8);
  return linesOf(event)
    .map((line) => `${time} ${visible(line)}\n`)
    .join('');
}

function linesOf({ event, data }: WireEvent): string[] {
  const values = record(data);
  switch (event) {
    case 'system_item':
      return [item(record(values.item))];
    case 'user_message':
      return list(values.segments).flatMap((segment) => paragraph('>', text(record(segment).content)));
    case 'text_done':
      return paragraph('|', text(values.text));
    case 'status':
      return [text(values.status)];
    case 'alert':
      return [`${text(values.level) === 'info' ? 'note' : text(values.level)}: ${text(values.message)}`];
    case 'error':
      return [`error: ${text(values.message)}`];
    case 'run_end':
      return [`the turn is over: ${text(values.result)}`];
    default:
      return [];
  }
}

function item({ type, source, proven, late, message, kind }: Values): string {
  if (type !== 'notice') return `${text(type)} ${text(kind)}`;
  const from = source === null ? 'nobody in particular' : `${text(source)}${proven === true ? '' : ' (claimed)'}`;
  return `${late === true ? 'late notice' : 'notice'} from ${from}: ${text(message)}`;
}

function paragraph(mark: string, body: string): string[] {
  return body
    .trimEnd()
    .split('\n')
    .map((line) => `${mark} ${line}`);
}

function record(value: unknown): Values {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
