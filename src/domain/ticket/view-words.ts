/** What a ticket's clocks show, and who is on call, in words for pages of text. */
import { lengthWords } from '../rules/length-words.js';
import { CLOCKS } from '../rules/policy.js';
import type { TicketView } from './view.js';

/** Each clock that is on as its name and words: `20 min of 30 min used, 10 min left, due 2026-01-05T09:30:00.000Z`. @param when writes instants */
export function clockLines(
  clocks: NonNullable<TicketView['clocks']>,
  when: (at: string) => string,
): [name: string, words: string][] {
  return CLOCKS.flatMap((name) => {
    const clock = clocks[name];
    return clock && clock.state !== 'off' ? [[name.replace('_', ' '), clockWords(clock, when)]] : [];
  });
}

type Clock = NonNullable<NonNullable<TicketView['clocks']>[keyof NonNullable<TicketView['clocks']>]>;

function clockWords(clock: Clock, when: (at: string) => string): string {
  const { state, elapsedMs, targetMs, dueAt, metAt, breachedAt } = clock;
  const target = targetMs ?? 0;
  const words = [`${lengthWords(elapsedMs)} of ${lengthWords(target)} used`];
  if (state === 'met') words.push(`met at ${when(metAt!)}`);
  else if (elapsedMs < target) words.push(`${lengthWords(target - elapsedMs)} left`);
  if (state === 'paused') words.push('paused');
  if (breachedAt !== null) words.push(`breached at ${when(breachedAt)}`);
  else if (dueAt !== null) words.push(`due ${when(dueAt)}`);
  return words.join(', ');
}

/** Who is on call, as a title and words; nothing for a policy without rotations. */
export function onCallWords({ onCall = {} }: Pick<TicketView, 'onCall'>): [title: string, words: string][] {
  const shifts = Object.entries(onCall).map(([rotation, who]) => `${who} (${rotation})`);
  return shifts.length === 0 ? [] : [['On call', shifts.join(', ')]];
}
