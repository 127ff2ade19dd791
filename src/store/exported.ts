import { TicketsError } from '../errors.js';
import type { DirectoryContent } from '../files/journal-record.js';
import { isPlainPath, unsafePath } from '../files/safe-path.js';
import { isId } from '../tickets/ticket.js';
import type { TicketFile } from './ticket-files.js';

/** A ticket as an export holds it (docs/export.md): each file with `text`, or `base64` where its bytes are no text. */
export interface ExportedTicket {
  id: string;
  files: Array<{ path: string; executable: boolean } & ({ text: string } | { base64: string })>;
}

/** A ticket that is to be: its directory's name, and all that lies in it. */
export interface GivenTicket {
  id: string;
  content: DirectoryContent;
}

/** What stands before the tickets of an export, and after them. */
export const exportHead = '{"schema_version":1,"kind":"export","tickets":[';
export const exportTail = ']}\n';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function exportTicket(id: string, files: readonly TicketFile[]): ExportedTicket {
  return {
    id,
    files: files.map(({ path, bytes, executable }) => ({ path, executable, ...encoded(bytes) })),
  };
}

function encoded(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    if (!bytes.includes(0)) return { text: utf8.decode(bytes) };
  } catch {
    // Not UTF-8: then it is bytes.
  }
  return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') };
}

/** The tickets of an export. Throws `export_unreadable` for what is none, `unsafe_path` for names no ticket has. */
export function parseExport(text: string): GivenTicket[] {
  const document = parseJson(text);
  if (!isRecord(document) || document.kind !== 'export') throw unreadable('it is no export: "kind" is not "export"');
  if (document.schema_version !== 1)
    throw unreadable(`its schema_version is ${JSON.stringify(document.schema_version)?.slice(0, 20)}, and 1 is read`);
  if (!Array.isArray(document.tickets)) throw unreadable('"tickets" is no list');
  const tickets: unknown[] = document.tickets;
  const seen = new Set<string>();
  return tickets.map((ticket, n) => {
    const given = readTicket(ticket, `ticket ${n + 1}`);
    if (seen.has(given.id.toLowerCase())) throw unreadable(`${given.id} stands in it twice`);
    seen.add(given.id.toLowerCase());
    return given;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`it is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
  }
}

function readTicket(value: unknown, where: string): GivenTicket {
  if (!isRecord(value) || typeof value.id !== 'string') throw unreadable(`${where} has no "id"`);
  const { id, files } = value;
  if (!isId(id)) throw unsafePath(id.slice(0, 200));
  if (!Array.isArray(files)) throw unreadable(`${id} has no list of "files"`);
  const content: Record<string, DirectoryContent[string]> = Object.create(null);
  for (const file of files as unknown[]) {
    const { path, bytes, executable } = readFile(file, id);
    if (path in content) throw unreadable(`${id} has ${JSON.stringify(path)} twice`);
    content[path] = executable ? { executable: bytes } : bytes;
  }
  checkTree(id, Object.keys(content));
  return { id, content };
}

function readFile(value: unknown, id: string): TicketFile {
  if (!isRecord(value) || typeof value.path !== 'string') throw unreadable(`a file of ${id} has no "path"`);
  const { path, text, base64, executable = false } = value;
  if (!isTicketPath(path)) throw unsafePath(`${id}/${path}`.slice(0, 400));
  if (typeof executable !== 'boolean') throw unreadable(`"executable" of ${id}/${path} is neither true nor false`);
  if ((text === undefined) === (base64 === undefined))
    throw unreadable(`${id}/${path} has not exactly one of "text" and "base64"`);
  if (typeof text === 'string') return { path, executable, bytes: new TextEncoder().encode(text) };
  if (typeof base64 !== 'string') throw unreadable(`the content of ${id}/${path} is no string`);
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw unreadable(`"base64" of ${id}/${path} is none`);
  return { path, executable, bytes };
}

/** Plain names below the ticket's directory, which every system can hold and show. */
export function isTicketPath(path: string): boolean {
  const isSeparated = process.platform === 'win32' && path.includes('\\');
  return isPlainPath(path) && !isSeparated && !/\p{Cs}/u.test(path);
}

/** One item, and no two names that some disk would take for one. */
function checkTree(id: string, paths: readonly string[]): void {
  if (!paths.includes('item.md')) throw unreadable(`${id} has no item.md`);
  const folded = new Map<string, string>();
  for (const path of paths) {
    const key = path.normalize('NFC').toLowerCase();
    if (folded.has(key)) throw unreadable(`${id} has ${path} and ${folded.get(key)}, which are one name on some disks`);
    folded.set(key, path);
  }
  for (const key of folded.keys())
    for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1))
      if (folded.has(key.slice(0, at)))
        throw unreadable(`${id} has ${folded.get(key.slice(0, at))} as file and as directory`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(why: string): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'export_unreadable',
    message: `this cannot be imported: ${why}; nothing was changed`,
    hints: ['tickets export writes what can be imported; docs/export.md describes it'],
  });
}
