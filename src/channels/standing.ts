/** How a ticket stands, in the lines of an alert: its clocks, who is on call and who is on it, and what waits. */
import { decisionBehind, type Alert } from '../domain/ladder/decision.js';
import type { ClockView } from '../domain/rules/clock-view.js';
import { CLOCKS, type Instant } from '../domain/rules/policy.js';
import { lengthWords } from '../domain/rules/words.js';
import type { HeldRule } from '../domain/ticket/ticket.js';
import type { ContentLine } from './message.js';
import { when } from './time-words.js';

export function standingFacts(alert: Alert, now: Instant): ContentLine[] {
  const { clocks = {}, acknowledged, held = [] } = alert.ticket;
  const { onCall = {} } = decisionBehind(alert);
  const others = CLOCKS.flatMap((name) => {
    const clock = clocks[name];
    return !clock || clock.state === 'off' || name === 'resolution' ? [] : [{ name, clock }];
  });
  const shifts = Object.entries(onCall).map(([rotation, who]) => `${who} (${rotation})`);
  return [
    ...others.map(({ name, clock }) => ({ label: CLOCK_LABELS[name], value: clockWords(clock, now) })),
    ...(shifts.length > 0 ? [{ label: 'On call', value: shifts.join(', ') }] : []),
    // After a transition nobody is yet.
    ...(acknowledged === undefined ? [] : [{ label: 'On it', value: onIt(acknowledged) }]),
    ...(held.length > 0 ? [{ label: 'Held', value: held.map(heldWords).join(', ') }] : []),
  ];
}

const CLOCK_LABELS = { first_response: 'First response', next_response: 'Next response', resolution: 'SLA' };

/** `20 min of 30 min used, 10 min left, due 2026-01-05 09:30 UTC (in 10 min)`, `20 min of 30 min used, 10 min left, paused` */
export function clockWords({ state, targetMs, elapsedMs, dueAt, metAt }: ClockView, now: Instant): string {
  if (state === 'off' || targetMs === null) return 'off';
  if (state === 'met') return `met ${when(metAt!)}`;
  const used = `${lengthWords(elapsedMs)} of ${lengthWords(targetMs)} used`;
  const left = elapsedMs < targetMs ? [`${lengthWords(targetMs - elapsedMs)} left`] : [];
  return [used, ...left, state === 'paused' ? 'paused' : dueWords(dueAt, now)].join(', ');
}

export function dueWords(dueAt: Instant | null, now: Instant): string {
  if (dueAt === null) return 'not due by itself';
  return now < dueAt
    ? `due ${when(dueAt)} (in ${lengthWords(dueAt - now)})`
    : `breached since ${when(dueAt)} (${lengthWords(now - dueAt)} ago)`;
}

function onIt(acknowledged: { by: string; until?: Instant } | null): string {
  if (!acknowledged) return 'nobody yet';
  const { by, until } = acknowledged;
  return until === undefined ? by : `${by}, until ${when(until)}`;
}

function heldWords({ rule, until, by }: HeldRule): string {
  return `${rule} by the ${by ?? 'cooldown'} until ${when(until)}`;
}
