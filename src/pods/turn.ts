import type { TurnEnd } from './agents/agent.js';
import { catchUp, consumeNotices, waitingNotices } from './inbox.js';
import { alert, announce, type Live, messageOf, setStatus } from './live.js';
import type { Notice } from './notice.js';
import { noticesForTurn, promptOf } from './prompt.js';

export interface TurnInput {
  kind: 'run' | 'notify';
  /** What the agent is asked; empty where notices alone are the reason. */
  segments: readonly { kind: 'text'; content: string }[];
}

/** Starts a turn of an idle pod. What waits in the inbox goes with it; what follows is told as events. */
export function startTurn(live: Live, input: TurnInput): void {
  live.turnEnded = takeTurns(live, input).catch((error: unknown) => {
    live.turn = undefined;
    alert(live, 'error', 'turn', messageOf(error));
    setStatus(live, 'idle');
  });
}

/** Starts a turn if the pod is idle and something waits that is to wake it. What is late wakes nobody. */
export function wake(live: Live): void {
  if (isToWake(live)) startTurn(live, { kind: 'notify', segments: [] });
}

function isToWake({ agent, inbox, isStopping, status }: Live): boolean {
  if (agent.startTurn === undefined || isStopping || status !== 'idle') return false;
  for (const { auto_run, late } of inbox.waiting.values()) if (auto_run && !late) return true;
  return false;
}

/** One turn, and then those for which something has arrived meanwhile. */
async function takeTurns(live: Live, input: TurnInput): Promise<void> {
  const isDone = await takeTurn(live, input);
  setStatus(live, 'idle');
  if (isDone) wake(live);
}

/** False where what waited may wait still, so that it must not be the reason for another turn at once. */
async function takeTurn(live: Live, { kind, segments }: TurnInput): Promise<boolean> {
  const notices = live.agent.startTurn === undefined ? [] : noticesThatWait(live);
  // Somebody else has read meanwhile what was the reason.
  if (segments.length + notices.length === 0) return false;
  setStatus(live, 'running');
  if (segments.length > 0) announce(live, 'user_message', { segments });
  announce(live, 'invoke_start', { kind });
  announce(live, 'turn_start', {});
  const prompt = promptOf(notices, segments.map(({ content }) => content).join('\n'));
  const end = await runAgent(live, prompt);
  announce(live, 'turn_end', {});
  if (end.error !== null) announce(live, 'error', { code: 'provider_error', message: end.error });
  // A turn that this pod's own end has cut short is given again, like one that a crash has cut short.
  const isConsumed = end.wasHanded && !live.isStopping && (await consume(live, notices));
  announce(live, 'run_end', { result: end.result });
  return isConsumed;
}

async function runAgent(live: Live, prompt: string): Promise<TurnEnd> {
  const { startTurn: start } = live.agent;
  if (start === undefined) return { result: 'finished', error: null, wasHanded: true };
  const said: string[] = [];
  live.turn = start(prompt, (text) => {
    said.push(text);
    announce(live, 'text_delta', { text }, { isLogged: false });
  });
  const end = await live.turn.ended;
  live.turn = undefined;
  if (said.length > 0) announce(live, 'text_done', { text: said.join('') });
  return end;
}

function noticesThatWait(live: Live): Notice[] {
  try {
    catchUp(live.inbox);
    return noticesForTurn(waitingNotices(live.inbox));
  } catch (error) {
    alert(live, 'warning', 'inbox', messageOf(error));
    return [];
  }
}

async function consume(live: Live, notices: readonly Notice[]): Promise<boolean> {
  if (notices.length === 0) return true;
  try {
    const ids = notices.map(({ id }) => id);
    await consumeNotices(live.inbox, ids, live.now().toISOString());
    return true;
  } catch (error) {
    alert(live, 'warning', 'inbox', `${messageOf(error)}; what was just given to the agent is given again`);
    return false;
  }
}
