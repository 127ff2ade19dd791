import { statusOf } from '../../tickets/ticket.js';
import { type Examined, finding, type Patient, type TicketCheck } from '../check.js';

import type { Finding } from '../finding.js';

const required = ['title', 'created_at', 'updated_at'];
const requiredByOlderTools = ['id', 'slug', 'status', 'kind', 'priority', 'labels', 'assignee', 'legacy_ticket'];

/** Fields that every ticket has, in the form that they have, and a status that agrees with its directory. */
export const checkFields: TicketCheck = (patient, examined) =>
  examined.item === null
    ? []
    : [...missingFields(patient, examined), ...wrongTimes(patient, examined), ...wrongStatus(patient, examined)];

function missingFields(patient: Pick<Patient, 'store'>, { place, item }: Examined): Finding[] {
  const fields = item?.fields ?? {};
  const without = required.filter((name) => fields[name] === undefined || fields[name] === null);
  const absent = place.folder === '' ? [] : requiredByOlderTools.filter((name) => fields[name] === undefined);
  return [...without, ...absent].map((name) =>
    finding(patient, `${place.directory}/item.md`, {
      code: 'missing_field',
      line: item?.lines[name] ?? 1,
      message: `the field ${name} is missing`,
      hint: `add a line ${name}: …`,
    }),
  );
}

function wrongTimes(patient: Pick<Patient, 'store'>, { place, item }: Examined): Finding[] {
  return ['created_at', 'updated_at', 'queued_at'].flatMap((name) => {
    const value = item?.fields[name];
    if (typeof value !== 'string' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return [];
    const message = `${name} is ${JSON.stringify(value.slice(0, 40))}, no ISO 8601 time in UTC`;
    const hint = 'like 2026-06-01T13:29:55Z';
    return [
      finding(patient, `${place.directory}/item.md`, {
        code: 'wrong_time',
        line: item?.lines[name] ?? null,
        message,
        hint,
      }),
    ];
  });
}

function wrongStatus(patient: Pick<Patient, 'store'>, { place, ticket, item }: Examined): Finding[] {
  if (ticket === null) return [];
  const path = `${place.directory}/item.md`;
  const found: Finding[] = [];
  const wanted = statusOf(ticket.state);
  if (ticket.status !== null && ticket.status !== wanted)
    found.push(
      finding(patient, path, {
        code: 'status_mismatch',
        line: item?.lines.status ?? null,
        message: `status is ${ticket.status}, but the state ${ticket.state} is ${wanted}`,
        hint: 'correct the one that is wrong',
      }),
    );
  if (place.folder !== '' && place.folder !== wanted)
    found.push(
      finding(patient, path, {
        code: 'directory_mismatch',
        line: item?.lines.status ?? item?.lines.state ?? null,
        message: `the ticket is ${wanted} and lies in ${place.folder}/`,
        hint: `move its directory to ${wanted}/, or correct its status`,
      }),
    );
  return found;
}
