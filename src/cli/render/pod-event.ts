import type { WireEvent } from '../../actions/serve-pod.js';
import { visible } from './visible.js';

type Values = Record<string, unknown>;

/**
 * What a person reads of the events of a live pod: lines of their own, nothing in them that moves a cursor. What an agent
 * says is shown line by line as it comes.
 */
export function podEventText(now: () => Date): (event: WireEvent) => string {
  let begun = '';
  return (event) => {
    const time = now().toTimeString().slice(0, 8);
    const lines = linesOf(event);
    if (event.event === 'text_delta') {
      const parts = (begun + text(record(event.data).text)).split('\n');
      begun = parts.pop() ?? '';
      lines.push(...parts.map((line) => `| ${line}`));
    } else if (event.event === 'turn_end' && begun !== '') {
      lines.push(`| ${begun}`);
      begun = '';
    }
    return lines.map((line) => `${time} ${visible(line)}\n`).join('');
  };
}

function linesOf({ event, data }: WireEvent): string[] {
  const values = record(data);
  switch (event) {
    case 'system_item':
      return [item(record(values.item))];
    case 'user_message':
      return list(values.segments).flatMap((segment) => paragraph(text(record(segment).content)));
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

function paragraph(body: string): string[] {
  return body
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`);
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
