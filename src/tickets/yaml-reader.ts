import {
  Composer,
  type CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { DocumentProblem, Fields, FieldValue } from './document.js';
import { problem } from './frontmatter.js';

/** What a YAML text says, and where: lines count from the `firstLine` that was given. */
export interface YamlReading {
  fields: Fields;
  lines: Record<string, number>;
  /** The line of the value at a path, or of the nearest one around it. */
  lineAt: (path: readonly PropertyKey[]) => number;
}

const deepest = 32;
// The lexer announces these with characters that stand nowhere in the text.
const [documentStart, flowEnd, scalarNext] = ['\x02', '\x18', '\x1f'];

const composing = {
  schema: 'failsafe',
  prettyErrors: false,
  uniqueKeys: false,
  keepSourceTokens: true,
  logLevel: 'silent',
} as const;

/** Reads a mapping of plain data. Whatever could mean more than it says (anchors, tags, directives, ...) is refused. */
export function readYaml(text: string, firstLine = 1): YamlReading | { problem: DocumentProblem } {
  const parsed = parseGuarded(text, firstLine);
  if ('problem' in parsed) return parsed;
  const { document, lineOf } = parsed;
  const { contents } = document;
  const found: DocumentProblem[] = [];
  const lines: Record<string, number> = Object.create(null);
  let fields: Fields = Object.create(null);
  if (isMap(contents)) {
    fields = readMap(contents, lineOf, found);
    for (const { key } of contents.items) if (isScalar(key)) lines[String(key.value)] = lineOf(startOf(key));
  } else if (!isBlank(contents)) {
    return problem('not_a_mapping', firstLine + leadingLineFeeds(text), 'expected lines of "key: value"');
  }
  const [first] = found;
  return first ? { problem: first } : { fields, lines, lineAt: (path) => lineOf(offsetAt(document, path)) };
}

type LineOf = (offset: number) => number;

/** A document without errors, warnings, or anything that plain data does not need; its ranges are offsets in `text`. */
export function parseGuarded(
  text: string,
  firstLine = 1,
): { document: Document.Parsed; lineOf: LineOf } | { problem: DocumentProblem } {
  const counter = new LineCounter();
  counter.addNewLine(0);
  const lineOf = (offset: number) => firstLine - 1 + counter.linePos(offset).line;
  const parser = new Parser(counter.addNewLine);
  const tokens: CST.Token[] = [];
  let isScalarText = false;
  for (const lexeme of new Lexer().lex(text)) {
    const refused = isScalarText ? undefined : refusedBy(lexeme);
    if (refused) return problem(refused.code, lineOf(parser.offset), refused.message);
    isScalarText = lexeme === scalarNext && !isScalarText;
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > deepest)
      return problem('too_deep', lineOf(parser.offset), `values nest ${deepest} deep at most`);
  }
  tokens.push(...parser.end());
  const [document] = new Composer(composing).compose(tokens, true, text.length);
  if (document === undefined) return problem('not_yaml', firstLine, 'nothing that can be read');
  const [error] = [...document.errors, ...document.warnings];
  return error ? problem('not_yaml', lineOf(error.pos[0]), `not YAML: ${error.message}`) : { document, lineOf };
}

const refusals: Record<string, { code: string; message: string }> = {
  '&': { code: 'anchor', message: 'anchors (&name) are not read; quote the value if "&" is meant' },
  '*': { code: 'alias', message: 'aliases (*name) are not read; quote the value if "*" is meant' },
  '!': { code: 'tag', message: 'tags (!name) are not read; quote the value if "!" is meant' },
  '%': { code: 'directive', message: 'directives (%NAME) are not read' },
};

// The parser takes a quote that some later line would have to close for a closed one, if it ends with a quote itself.
const closedQuotes = /^(?:'[^']*(?:''[^']*)*'|"[^"\\]*(?:\\.[^"\\]*)*")$/s;

function refusedBy(lexeme: string): { code: string; message: string } | undefined {
  if (/^['"]/.test(lexeme) && !closedQuotes.test(lexeme)) return { code: 'not_yaml', message: 'a quote is not closed' };
  if (lexeme === '...' || lexeme === '---')
    return { code: 'several_documents', message: 'one document only: a line "..." cannot stand here' };
  return lexeme === documentStart || lexeme === flowEnd ? undefined : refusals[lexeme.charAt(0)];
}

function readValue(node: unknown, lineOf: LineOf, found: DocumentProblem[]): FieldValue {
  if (isMap(node)) return readMap(node, lineOf, found);
  if (isSeq(node)) return node.items.map((item) => readValue(item, lineOf, found));
  return !isScalar(node) || isNull(node) ? null : String(node.value);
}

function readMap(map: YAMLMap, lineOf: LineOf, found: DocumentProblem[]): Fields {
  const fields: Fields = Object.create(null);
  for (const { key, value } of map.items) {
    const line = lineOf(startOf(key));
    const refuse = (code: string, message: string) => found.push({ code, line, message });
    if (!isScalar(key) || isBlank(key)) {
      refuse('complex_key', 'a key is one word: expected a line of "key: value"');
      continue;
    }
    const name = String(key.value);
    if (name === '<<' && key.type === 'PLAIN') refuse('merge_key', 'merge keys (<<) are not read');
    else if (name in fields) refuse('duplicate_key', `${JSON.stringify(name)} stands here twice`);
    fields[name] = readValue(value, lineOf, found);
  }
  return fields;
}

/** Plain `null`, `~` and nothing at all. */
function isNull(node: Scalar): boolean {
  return node.type === 'PLAIN' && (node.value === '' || node.value === 'null' || node.value === '~');
}

function isBlank(node: unknown): boolean {
  return node === null || (isScalar(node) && node.type === 'PLAIN' && node.value === '');
}

function offsetAt(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function leadingLineFeeds(text: string): number {
  return /^\n*/.exec(text)?.[0].length ?? 0;
}
