/**
 * One entry of a thread. Writers of today use the kinds create, comment, plan, decision, implementation_report, review,
 * state_changed, intake_summary, item_edit, claim, evidence and close; readers keep every other. `id` is null in older threads; `attributes` are the header's other values, in their order;
 * `heading` is the text of the `## ` line under the header, `body` the markdown after it, without outer blank lines.
 */
export interface ThreadEvent {
  id: string | null;
  kind: string;
  author: string | null;
  at: string | null;
  attributes: Record<string, string>;
  heading: string | null;
  body: string;
}
