/** A decision with nothing to decide: it changes nothing, and it says when the next one is due. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/ladder/decide.js';
import { change, score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule } from '../support/domain/policies.js';
import { span } from '../support/domain/spans.js';
import { START, Watch } from '../support/domain/watch.js';

const moments: [title: string, watch: () => Watch, clock: string, wakes: string | null][] = [
  ['before the first mark', () => Watch.over(), '17h', '18h'],
  [
    'during a cooldown with a held rule',
    () =>
      Watch.over({ customerTier: 'enterprise' })
        .hears(score(-0.7))
        .until('2h')
        .expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h'),
    '3h',
    '4h',
  ],
  ['at the top, past everything', () => Watch.over({ tier: 'manager' }).until('24h'), '99h', null],
  [
    'when closed',
    () =>
      Watch.over()
        .hears(change({ status: 'closed' }))
        .expects('0h closed as closed'),
    '99h',
    null,
  ],
  ['with a used good score', () => Watch.over().hears(score(0.5)), '1h', '18h'],
];

describe.each(moments)('a wake %s', (_title, watch, clock, wakes) => {
  it('leaves the very same state, and says when to look again', () => {
    const { ticket } = watch();
    const outcome = decide(ticket, START + span(clock));
    expect(outcome.state).toBe(ticket);
    expect(outcome).toEqual({ state: ticket, effects: [], nextWakeAt: wakes && START + span(wakes) });
  });
});

describe('the next wake', () => {
  it('is the breach even where no rule minds it', () => {
    Watch.over({ status: 'pending' }, policyWith({ rules: [] }))
      .wakes('24h')
      .until('24h')
      .wakes('never');
  });

  it('counts a mark that will only be satisfied', () => {
    const watch = Watch.over({ tier: 'manager' }).wakes('18h').until('18h').wakes('24h').until('24h').wakes('never');
    expect(Object.keys(watch.ticket.marks)).toEqual(['time_based', 'sla_breached']);
  });

  it('does not count a rule that time alone does not bring about', () => {
    const rules = [rule('a', { status: ['pending'], idle: HOUR }, 'L2'), rule('b', { sentiment_below: 0 }, 'L2')];
    Watch.over({}, policyWith({ rules }))
      .wakes('24h')
      .hears(change({ status: 'pending' }))
      .wakes('1h');
  });

  it('is not moved by the cooldown of a rule that nobody holds', () => {
    Watch.over({ slaHours: 100 }).hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment').wakes('4h');
    const rules = [rule('once', { sentiment_below: 0 }, 'L2')];
    Watch.over({}, policyWith({ rules })).hears(score(-0.7)).expects('0h L1 > L2 by once').wakes('24h');
  });
});
