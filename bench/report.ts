/** A figure and the most it may be; `remark` says what is unusual about it. */
export interface Figure {
  value: number;
  target?: number | null | undefined;
  remark?: string;
}

/** `1.43 of 1.5, ok`; a figure without a target stands alone. */
export function figureText({ value, target = null, remark }: Figure): string {
  const tail = remark === undefined ? '' : ` (${remark})`;
  if (target === null) return `${numberText(value)}${tail}`;
  return `${numberText(value)} of ${target}, ${value <= target ? 'ok' : '**over**'}${tail}`;
}

export function numberText(value: number): string {
  if (Number.isInteger(value)) return `${value}`;
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4);
}

/** A markdown table; nothing where there is nothing to tell. */
export function tableText(title: string, head: readonly string[], body: readonly (readonly string[])[]): string {
  if (body.length === 0) return '';
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  const lines = [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`);
  return `## ${title}\n\n${lines.join('\n')}\n`;
}
