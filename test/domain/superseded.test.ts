/** Which alerts are no longer worth sending. */
import { expect, test } from 'vitest';
import type { TransitionAlert, DeEscalated, Transition } from '../../src/domain/ladder/decision.js';
import { supersededBy } from '../../src/domain/alerts/superseded.js';
import { escalated } from '../support/writes.js';

const { slack } = escalated();
const down = (reason: DeEscalated['reason']): TransitionAlert => {
  const { seq, from, to, priority, group, notify, at, ticketId } = slack.transition;
  const transition: Transition = {
    kind: 'deescalated',
    reason,
    seq,
    from: to,
    to: from,
    priority,
    group,
    notify,
    at,
    ticketId,
  };
  return { ...slack, transition };
};
const open = { seq: 1, closed: false, status: 'open', history: [] };

test.each([
  ['the last climb of an open ticket is news', slack, open, undefined],
  ['a later transition supersedes it', slack, { ...open, seq: 2 }, 'superseded by transition 2'],
  [
    'so does the end of the ticket',
    slack,
    { ...open, closed: true, status: 'closed' },
    'superseded: the ticket is closed',
  ],
  ['a reopened ticket stands where it stood', slack, { ...open, status: 'pending' }, undefined],
  ['a step down is news', down('sentiment'), open, undefined],
  [
    'but not once the ticket is closed',
    down('sentiment'),
    { ...open, closed: true, status: 'resolved' },
    'superseded: the ticket is resolved',
  ],
  ['that it is resolved stays news', down('resolution'), { ...open, closed: true, status: 'resolved' }, undefined],
  ['until it climbs again', down('resolution'), { ...open, seq: 3 }, 'superseded by transition 3'],
])('%s', (_what, alert, ticket, by) => {
  expect(supersededBy(alert, ticket)).toBe(by);
});
