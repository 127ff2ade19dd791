export { addEvidence, type Evidence } from './actions/add-evidence.js';
export { addArtifact, artifactsOf } from './actions/artifacts.js';
export { changeState, type StateOptions } from './actions/change-state.js';
export { checkPods } from './actions/check-pods.js';
export {
  type Checked,
  type CheckOptions,
  checkStore,
  type Finding,
  type Fix,
  fixStore,
  planFixes,
} from './actions/check-store.js';
export { type CommentRole, commentTicket, reviewTicket, type Verdict } from './actions/comment-ticket.js';
export { type CompanionStatus, companionStatus } from './actions/companion-status.js';
export { type CreatedPod, createPod } from './actions/create-pod.js';
export { createTicket, type NewTicketFields } from './actions/create-ticket.js';
export { editTicket, type FieldEdits } from './actions/edit-ticket.js';
export { type Export, type ExportedTicket, exportTickets } from './actions/export-tickets.js';
export { type Graph, graphTickets } from './actions/graph-tickets.js';
export { type ForeignImport, type ForeignTool, importForeign } from './actions/import-foreign.js';
export { type Import, importTickets } from './actions/import-tickets.js';
export { type Initialized, type InitOptions, initStore } from './actions/init-store.js';
export { type CompanionHook, installHooks } from './actions/install-hooks.js';
export { type KnownPod, listPods, type PodList } from './actions/list-pods.js';
export {
  type ListedInvalid,
  type ListedTicket,
  type ListOptions,
  listTickets,
  type Match,
  type TicketList,
  type Why,
} from './actions/list-tickets.js';
export { type HookLog, hookLog } from './actions/log-hooks.js';
export { type MigratedTicket, type Migration, migrateStore } from './actions/migrate-store.js';
export { blockedTickets, nextTickets } from './actions/next-tickets.js';
export { type App, openApp, type Surroundings } from './actions/open-app.js';
export { type Pods, podsAt, podsOf, type Speaker } from './actions/open-pods.js';
export { peerPods, type Registration, type Unregistration, unpeerPods } from './actions/peer-pods.js';
export { consumeInbox, type PodInbox, podInbox } from './actions/pod-inbox.js';
export { changeRole, type PodRoles, podRoles } from './actions/pod-roles.js';
export { relateTickets } from './actions/relate-tickets.js';
export { type Restored, restorePod } from './actions/restore-pod.js';
export { searchTickets } from './actions/search-tickets.js';
export { type LivePod, type Serving, servePod, type WireEvent } from './actions/serve-pod.js';
export { type ShownPod, showPod } from './actions/show-pod.js';
export {
  type RelatedTicket,
  type Shown,
  type ShownTicket,
  type ShowOptions,
  showTicket,
} from './actions/show-ticket.js';
export type { Change, ChangeOptions } from './actions/steps.js';
export { type StoppedPod, stopPod } from './actions/stop-pod.js';
export { type StoreStats, storeStats } from './actions/store-stats.js';
export { type StoreStatus, storeStatus, type WaitingTicket } from './actions/store-status.js';
export {
  distrustHooks,
  type HooksToTrust,
  hooksToTrust,
  type TrustedStore,
  trustedStores,
  trustHooks,
} from './actions/trust-hooks.js';
export { unrelateTickets } from './actions/unrelate-tickets.js';
export { type Where, where } from './actions/where.js';
export { type PodPlace, wherePod } from './actions/where-pod.js';
export type { Diagnostic } from './diagnostic.js';
export { type ErrorKind, exitCodeOf, TicketsError } from './errors.js';
export type { Hook, LifecycleEvent, Notice, Told } from './hooks/hook.js';
export type { Config } from './tickets/config.js';
export type { ThreadEvent } from './tickets/event.js';
export type { Query, SortKey } from './tickets/query.js';
export type { State, Ticket } from './tickets/ticket.js';
export { type Transition, transitions } from './tickets/transition.js';
