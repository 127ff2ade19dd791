/** A bounded remark about something that did not stop the command; `text` is at most 768 characters, one line. */
export interface Diagnostic {
  level: 'info' | 'warning' | 'error';
  source: string;
  text: string;
}
