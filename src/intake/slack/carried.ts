/** What the alert under whose message somebody clicked was about, by its key. */
import type { Carried, Click } from '../../channels/back.js';
import type { DecisionLine, TicketView } from '../../domain/ticket/view.js';

/** The Slack target in an alert's key; empty for a fallback, which went somewhere else than its key says. */
export function sentTo({ ticketId, key }: Carried): string {
  if (/:fallback(?::\d+)?$/.test(key)) return '';
  return /^n?\d+:slack:(.+)$/.exec(key.slice(ticketId.length + 1))?.[1] ?? '';
}

/** The number of the transition that the alert tells of; undefined: it tells of none. */
function toldSeq({ ticketId, key }: Carried): number | undefined {
  const told = /^(\d+):/.exec(key.slice(ticketId.length + 1))?.[1];
  return told === undefined ? undefined : Number(told);
}

/** A button takes back the step that its message tells of, and no later one: why it does not; undefined: it does. */
export function hasMovedOn({ seq, tier }: TicketView, carried: Carried): string | undefined {
  const { ticketId } = carried;
  if ((toldSeq(carried) ?? seq) >= seq) return undefined;
  return `ticket ${ticketId} has moved on since this alert and is at ${tier}; to take its last step back: /rung deescalate ${ticketId}`;
}

/** Whether that step has just been taken back by this person: an answer may have been lost. */
export function hasComeDown({ history }: TicketView, carried: Carried, by: string): boolean {
  const next = (toldSeq(carried) ?? NaN) + 1;
  return history.some(
    (line) => line.kind === 'deescalated' && line.seq === next && line.reason === 'manual' && line.by === by,
  );
}

/** The buttons that still make sense. */
export function offeredBy(view: TicketView, carried: Carried): Record<Click, boolean> {
  const { closed, acknowledged, snoozed, escalated } = view;
  const comeDown = !closed && escalated && hasMovedOn(view, carried) === undefined;
  return { acknowledge: !closed && !acknowledged, snooze: !closed && !snoozed, comeDown };
}

/** Whether something was decided after the alert; clocks differ, so that its own transition is told by its number. */
export function isLater(line: DecisionLine, since: number, carried: Carried): boolean {
  const isOwn = 'seq' in line && 'from' in line && line.seq <= (toldSeq(carried) ?? 0);
  return !isOwn && Date.parse(line.at) >= since;
}
