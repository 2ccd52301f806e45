/** States that an earlier version wrote: what they have been through counts as it did. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/ladder/decide.js';
import { readState } from '../../src/domain/ticket/older-states.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../src/domain/ticket/ticket.js';
import { DEFAULT_HASH, HOUR, policyWith, rule } from '../support/domain/policies.js';
import { newTicket, START } from '../support/domain/watch.js';

const policy = policyWith({
  rules: [
    rule('quiet', { idle: 2 * HOUR, sla_used: 50, status: ['open'] }, 'L2'),
    rule('urgent', { priority: ['urgent'] }, 'L2'),
  ],
});
const begun = newTicketState(newTicket({ priority: 'urgent' }), policy, DEFAULT_HASH, START);

/** As it was written: trigger instances as JSON texts, that of `sla_used` the deadline of its mark. */
function older(marks: Record<string, { consumed: string[]; held: string[] }>): TicketState {
  return { ...begun, marks: marks as unknown as TicketState['marks'] };
}

describe('a state of an earlier version', () => {
  it('gets its trigger instances by predicate', () => {
    const text = JSON.stringify([START, START + 12 * HOUR]);
    const read = readState(
      older({ quiet: { consumed: [text], held: [text] }, urgent: { consumed: ['[]'], held: [] } }),
    );
    expect(read.marks).toEqual({
      quiet: {
        consumed: [{ idle: START, sla_used: 24 * HOUR }],
        held: [{ idle: START, sla_used: 24 * HOUR }],
      },
      urgent: { consumed: [{}], held: [] },
    });
  });

  it('of another SLA since: the length that the deadline was of', () => {
    const text = JSON.stringify([START, START + 4 * HOUR]);
    expect(readState(older({ quiet: { consumed: [text], held: [] } })).marks['quiet']!.consumed).toEqual([
      { idle: START, sla_used: 8 * HOUR },
    ]);
  });

  it('does not fire again for what it has been through', () => {
    const text = JSON.stringify([START, START + 12 * HOUR]);
    const read = readState(older({ quiet: { consumed: [text], held: [] }, urgent: { consumed: ['[]'], held: [] } }));
    expect(decide(read, START + 13 * HOUR).effects).toEqual([]);
    expect(decide(begun, START + 13 * HOUR).effects).not.toEqual([]);
  });

  it('forgets rules that its policy does not have', () => {
    expect(readState(older({ gone: { consumed: ['["e1"]'], held: [] } })).marks).toEqual({});
  });

  it('is the very same object when it is of today', () => {
    const today = decide(begun, START + 13 * HOUR).state;
    expect(readState(today)).toBe(today);
  });
});
