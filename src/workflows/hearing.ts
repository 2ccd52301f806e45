/** What one item of the inbox does to the ticket: facts change it, commands are carried out or refused. */
import { carryOut } from '../domain/commands.js';
import { applyFact, rememberId, type Applied } from '../domain/facts.js';
import type { Instant } from '../domain/policy.js';
import type { TicketState } from '../domain/ticket.js';
import type { Item, Question } from './inbox.js';

export function hear(ticket: TicketState, item: Item, now: Instant): Applied {
  return 'fact' in item ? applyFact(ticket, item.fact, now) : answer(ticket, item.question, now);
}

function answer(ticket: TicketState, question: Question, now: Instant): Applied {
  const remembered = rememberId(ticket, question.command.commandId);
  if (remembered === 'repeat') {
    question.answer = { accepted: true, tier: ticket.tier, seq: ticket.seq, repeated: true };
    return { state: ticket, effects: [] };
  }
  const done = carryOut(remembered, question.command, now);
  if ('refused' in done) {
    question.answer = { accepted: false, reason: done.refused };
    return { state: ticket, effects: [] };
  }
  question.answer = { accepted: true, tier: done.state.tier, seq: done.state.seq };
  return done;
}
