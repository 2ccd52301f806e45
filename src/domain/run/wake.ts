/** What one wake of the workflow does to a ticket: everything that has happened since the last one goes in, in order. Pure. */
import { applyCommand, type CommandAnswer } from '../ticket/commands.js';
import { decide } from '../ladder/decide.js';
import type { Effect } from '../ladder/decision.js';
import { applyFact, rememberId } from '../ticket/facts.js';
import type { Instant } from '../rules/policy.js';
import { remember, type TicketState } from '../ticket/ticket.js';
import { loaded, noteChanges, saved } from './writes.js';
import { completed, delivered, superseded } from './deliveries.js';
import { withHeld } from './held-answer.js';
import type { Item, Question } from './item.js';
import { deferredUntil, needless, withEffects } from './outbox.js';
import { heard, REMEMBERED, type RunState } from './state.js';

export interface Woken {
  state: RunState;
  /** To commands, in order. */
  answers: [Question, CommandAnswer][];
  /** A decision was taken, or may have been needless to take, so that the workflow task has to leave a command in the history. */
  decided: boolean;
  /** When an alert that has not been delivered becomes needless. */
  needlessAt: Instant | null;
  /** When the first alert goes out that waits for the hours of its target. */
  hoursOpenAt: Instant | null;
}

/**
 * @param underWay keys of the alerts that are being delivered
 * @param writesDeskFields asked only where it matters: a change of tags or fields makes a write due. Default: yes
 */
export function wake(
  before: RunState,
  items: readonly Item[],
  underWay: ReadonlySet<string>,
  now: Instant,
  writesDeskFields = () => true,
): Woken {
  const results = items.flatMap((item) => (item.kind === 'saved' || item.kind === 'delivered' ? [item] : []));
  let state = results.reduce((sofar, item) => afterResult(sofar, item, now), before);
  // What an earlier chain has not heard comes before everything else.
  const missed: Item[] = state.chain.id === before.chain.id ? [] : before.chain.heard.map(asItem);
  const isDue = state.nextDeadlineAt !== null && state.nextDeadlineAt <= now;
  const isNews = ({ kind }: Item) => !(kind in NO_NEWS) || (kind === 'hours-open' && isDue);
  const news = [...missed, ...items.filter(isNews)];

  const known = state.ticket;
  const answers: Woken['answers'] = [];
  const decided = news.length > 0 || state.chain.id !== before.chain.id;
  if (decided) {
    const effects: Effect[] = [];
    for (const item of news) state = apply(state, item, now, effects, answers);
    const outcome = decide(state.ticket, now);
    for (const told of answers) told[1] = withHeld(told[0], told[1], outcome.state, now);
    state = {
      ...state,
      ticket: outcome.state,
      nextDeadlineAt: outcome.nextWakeAt,
      outbox: withEffects(state.outbox, [...effects, ...outcome.effects]),
    };
  }
  const dropped = dropNeedless(state, underWay, now);
  const facts = news.filter(({ kind }) => kind === 'fact').length;
  const flush = news.some(({ kind }) => kind === 'fired' || kind === 'look-again');
  const rewrite = news.some(({ kind }) => kind === 'look-again');
  const database = noteChanges(dropped.state, known, { facts, flush }, now, writesDeskFields);
  const isMoved = dropped.state.ticket.policy !== known.policy;
  return {
    state: {
      ...dropped.state,
      database: { ...database, due: database.due || rewrite || isMoved, needsPolicy: database.needsPolicy || isMoved },
    },
    answers,
    // As nothing is decided for hours that open: an alert may have become needless in the same task, so that nothing is asked for.
    decided: decided || items.some(({ kind }) => kind === 'hours-open'),
    needlessAt: dropped.nextAt,
    hoursOpenAt: deferredUntil(dropped.state.outbox, now),
  };
}

/** Nothing is decided for these alone. */
const NO_NEWS: Partial<Record<Item['kind'], true>> = {
  saved: true,
  delivered: true,
  'grace-over': true,
  'waited-for-long': true,
  // What is due at that very instant comes first: it may make alerts needless.
  'hours-open': true,
};

type Result = Extract<Item, { kind: 'saved' | 'delivered' }>;

function afterResult(state: RunState, item: Result, now: Instant): RunState {
  if (item.kind === 'delivered') return delivered(state, item.key, item.result, now);
  if (item.result.outcome !== 'earlier-chain') return saved(state, item.write, item.result);
  const { engine } = item.result;
  const { undeliverable, ignored, chain } = state;
  const earlier = loaded(engine);
  return { ...earlier, chain: { ...earlier.chain, rev: Math.max(chain.rev, engine.rev) }, undeliverable, ignored };
}

function asItem(message: RunState['chain']['heard'][number]): Item {
  return 'commandId' in message ? { kind: 'command', question: { command: message } } : { kind: 'fact', fact: message };
}

function apply(state: RunState, item: Item, now: Instant, effects: Effect[], answers: Woken['answers']): RunState {
  if (item.kind === 'fact') {
    const { fact } = item;
    const applied = applyFact(state.ticket, fact, now);
    effects.push(...applied.effects);
    const isIgnored = (effect: Effect) => effect.kind === 'log' && effect.entry.decision.kind === 'ignored';
    const ignored = applied.effects.some(isIgnored) ? remember(state.ignored, fact.eventId, REMEMBERED) : state.ignored;
    return { ...state, ticket: applied.state, ignored, chain: heard(state.chain, fact) };
  }
  if (item.kind === 'command') {
    const { question } = item;
    const done = answered(state.ticket, question, now);
    effects.push(...done.effects);
    answers.push([question, done.answer]);
    const chain = done.answer.accepted ? heard(state.chain, question.command) : state.chain;
    return { ...state, ticket: done.ticket, chain };
  }
  return state;
}

function answered(
  ticket: TicketState,
  { command }: Question,
  now: Instant,
): { ticket: TicketState; effects: Effect[]; answer: CommandAnswer } {
  const remembered = rememberId(ticket, command.commandId);
  if (remembered === 'repeat') {
    const { tier, seq } = ticket;
    return { ticket, effects: [], answer: { accepted: true, tier, seq, repeated: true } };
  }
  const done = applyCommand(remembered, command, now);
  if ('refused' in done) return { ticket, effects: [], answer: { accepted: false, reason: done.refused } };
  const { tier, seq } = done.state;
  return { ticket: done.state, effects: done.effects, answer: { accepted: true, tier, seq } };
}

/** Alerts that a later change has made needless: those on their way are only marked, and end with their present attempt. */
function dropNeedless(
  state: RunState,
  underWay: ReadonlySet<string>,
  now: Instant,
): { state: RunState; nextAt: Instant | null } {
  const all = needless(state.outbox, state.ticket, underWay);
  const due = all.filter(({ from }) => from <= now);
  const later = all.flatMap(({ from }) => (from > now ? [from] : []));
  let known = state;
  // Marked by a run that has continued as new since: nobody waits for its last attempt any more.
  for (const alert of state.outbox.alerts) {
    const { superseded: by, key } = alert;
    if (by !== undefined && !underWay.has(key)) known = completed(known, alert, superseded(by, now), now);
  }
  for (const { alert, why } of due) {
    if (underWay.has(alert.key)) known = marked(known, alert.key, why);
    else known = completed(known, alert, superseded(why, now), now);
  }
  return { state: known, nextAt: later.length === 0 ? null : Math.min(...later) };
}

function marked(state: RunState, key: string, superseded: string): RunState {
  const alerts = state.outbox.alerts.map((alert) => (alert.key === key ? { ...alert, superseded } : alert));
  return { ...state, outbox: { ...state.outbox, alerts } };
}
