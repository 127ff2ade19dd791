import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { type ErrorKind, exitCodeOf } from '../../src/errors.js';
import { sourceFiles, walk } from './imports.js';

/** The text of a property written out in `new TicketsError({...})`. */
function literal(parts: ts.ObjectLiteralExpression, name: string): string | undefined {
  const property = parts.properties.find((one) => one.name?.getText() === name);
  if (!property || !ts.isPropertyAssignment(property) || !ts.isStringLiteral(property.initializer)) return undefined;
  return property.initializer.text;
}

function errorsInSource(): { where: string; kind: string | undefined; code: string | undefined }[] {
  const found: ReturnType<typeof errorsInSource> = [];
  for (const { path, tree } of sourceFiles) {
    walk(tree, (node) => {
      if (!ts.isNewExpression(node) || node.expression.getText() !== 'TicketsError') return;
      const [parts] = node.arguments ?? [];
      if (!parts || !ts.isObjectLiteralExpression(parts)) throw new Error(`${path} hides what its error is`);
      // An error that is passed on with more hints keeps the code it was made with.
      if (parts.properties.some((one) => ts.isShorthandPropertyAssignment(one) && one.name.text === 'code')) return;
      found.push({ where: path, kind: literal(parts, 'kind'), code: literal(parts, 'code') });
    });
  }
  return found;
}

/** The rows of the table in docs/errors.md. */
function errorsInDocs(): { code: string; kind: string; exit: string }[] {
  const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `(\w+)` +\| (\w+) +\| (\d+) +\| .{10,}\|$/gm);
  return Array.from(rows, ([, code = '', kind = '', exit = '']) => ({ code, kind, exit }));
}

const inSource = errorsInSource();
const inDocs = errorsInDocs();

it('every error writes out its kind and its code, once', () => {
  expect(inSource.length).toBeGreaterThan(10);
  expect(inSource.filter(({ kind, code }) => kind === undefined || !/^[a-z]+(_[a-z0-9]+)*$/.test(code ?? ''))).toEqual(
    [],
  );
  const codes = inSource.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

it('docs/errors.md lists the codes of the source, all of them and no others', () => {
  const rows = inSource.map(({ code, kind }) => {
    // `kind` was written in the source, where its type was checked.
    const exit = exitCodeOf(kind as ErrorKind);
    return `${code} ${kind} ${exit}`;
  });
  expect(inDocs.map(({ code, kind, exit }) => `${code} ${kind} ${exit}`)).toEqual(rows.sort());
});
