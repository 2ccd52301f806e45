/** An explanation in plain sentences. */
import { lengthWords } from '../rules/length-words.js';
import type { Instant } from '../rules/policy.js';
import type { ConditionExplained, RuleExplained, TicketExplained } from './explain.js';

/** How instants are written. */
export type Time = (at: Instant) => string;

/** Of one rule, the most telling first. */
export function ruleSentences(explained: RuleExplained, ticket: Omit<TicketExplained, 'rules'>, time: Time): string[] {
  const { at } = ticket;
  const when = (then: Instant) => `${time(then)}${then > at ? ` (in ${lengthWords(then - at)})` : ''}`;
  const sentences = [verdictSentence(explained, ticket, when)];
  const { verdict, isInVain, next, to, last } = explained;
  if (isInVain && (verdict === 'waiting' || verdict === 'idle')) {
    sentences.push(
      `Even then it would change nothing: it asks for ${askedFor(to)}, and the ticket stands at ${ticket.tier}.`,
    );
  } else if (verdict === 'waiting' && next !== null) sentences.push(nextSentence(explained, next, when));
  else if (verdict === 'waiting')
    sentences.push('It has been through that occurrence already, and will not fire for it again.');
  if (verdict === 'fired' || verdict === 'satisfied') sentences.push(againSentence(explained, when));
  const isTold = verdict === 'fired' || verdict === 'satisfied' || verdict === 'held' || last === undefined;
  if (!isTold) sentences.push(`The last that was heard of it: ${lastWords(last, time)}.`);
  return sentences;
}

function verdictSentence(explained: RuleExplained, ticket: Omit<TicketExplained, 'rules'>, when: Time): string {
  const { verdict, hold, last, error } = explained;
  switch (verdict) {
    case 'ended':
      return `Nothing is watched: the ticket is ${ticket.status}.`;
    case 'broken':
      return `It cannot be read, and is left out: ${error}.`;
    case 'fired':
      return `It holds (${allWords(explained)}), and ${lastWords(last!, when)}.`;
    case 'satisfied':
      return `It holds (${allWords(explained)}), and ${satisfiedWords(explained, ticket.tier, when)}.`;
    case 'held':
      return `It has come true (${allWords(explained)}), and ${holderWords(hold!.by)} holds it until ${when(hold!.until)}. It fires then if it still holds.`;
    case 'due':
      return `It holds (${allWords(explained)}), and fires with the next decision.`;
    case 'waiting':
    case 'idle':
      return `It does not hold: ${explained.conditions.map((one) => conditionWords(one, when)).join('; ')}.`;
  }
}

function satisfiedWords({ to, last }: RuleExplained, tier: string, time: Time): string {
  if (last?.kind === 'skipped') return lastWords(last, time);
  if (to === null) return 'has told people for this occurrence, before the decisions that are kept';
  const asked = `it asks for ${askedFor(to)}, and the ticket stands at ${tier} or did when it came true`;
  return last?.kind === 'outbid' ? `${lastWords(last, time)}; ${asked}` : `has got what it asks for: ${asked}`;
}

function conditionWords({ words, isException, holds, from }: ConditionExplained, when: Time): string {
  if (isException) return exceptionWords(words, holds, from, when);
  if (holds) return `"${words}" holds`;
  return typeof from === 'number'
    ? `"${words}" holds from ${when(from)}`
    : `"${words}" does not hold, and time alone will not change that`;
}

function exceptionWords(words: string, isAbsent: boolean, from: Instant | null | undefined, when: Time): string {
  if (isAbsent) return `the exception "${words}" does not apply`;
  return typeof from === 'number'
    ? `the exception "${words}" applies until ${when(from)}`
    : `the exception "${words}" applies, and time alone will not change that`;
}

function allWords({ conditions }: RuleExplained): string {
  return conditions.map(({ words, isException }) => (isException ? `not the exception ${words}` : words)).join(', ');
}

function nextSentence({ hold, to }: RuleExplained, next: Instant, when: Time): string {
  const what = to === null ? 'It could tell people' : `It could lead to ${askedFor(to)}`;
  if (!hold) return `${what} at ${when(next)}, if nothing else happens.`;
  return `It comes true at ${when(next)}, if nothing else happens; ${holderWords(hold.by)} of today would hold it until ${when(hold.until)}.`;
}

function againSentence({ occurrences, next }: RuleExplained, when: Time): string {
  if (next !== null) return `It could fire for another occurrence at ${when(next)}, if nothing else happens.`;
  if (occurrences.length === 0) return 'It fires again once it has ceased to hold and comes true anew.';
  return `It fires once for each occurrence of "${occurrences.join('", "')}"; this one is used up.`;
}

function lastWords(last: NonNullable<RuleExplained['last']>, time: Time): string {
  switch (last.kind) {
    case 'escalated':
      return `it fired at ${time(last.at)}: ${last.from} to ${last.to}`;
    case 'notified':
      return `it told people at ${time(last.at)}${last.repeat === undefined ? '' : `, again for the ${last.repeat}. time`}`;
    case 'outbid':
      return `it asked to escalate at ${time(last.at)}, when ${last.by} won`;
    case 'skipped':
      return `it was taken for done at ${time(last.at)}, when the ticket was moved to this policy`;
    case 'held':
      return `it was held at ${time(last.at)}`;
  }
}

function holderWords(by: NonNullable<RuleExplained['hold']>['by']): string {
  return by === 'snooze' ? 'a snooze' : by === 'acknowledgement' ? 'an acknowledgement' : 'the cooldown';
}

function askedFor(to: string | null): string {
  return to === 'next' ? 'the next tier' : `${to}`;
}
