/** One thing that is wrong; `path` as the person at the working directory would write it, `line` from 1 where it has one. */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'note';
  path: string;
  line: number | null;
  message: string;
  hint: string | null;
  fixable: boolean;
}
