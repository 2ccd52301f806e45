/** Taking back a step restores group and priority, unless a person has changed that field since: a decision of a person stays. */
import { describe, expect, it } from 'vitest';
import type { TicketChanges } from '../../src/domain/ticket/facts.js';
import { agentReply, change, confirmation, score } from '../support/domain/facts.js';
import { policyWith, rule } from '../support/domain/policies.js';
import { Watch } from '../support/domain/watch.js';

type Moment = 'before' | 'between' | 'after';
type Field = { priority: string; assigneeGroup: string };

/** L1 to L2 at 1 h, to L3 at 2 h, then down by two good scores; people change something in between. */
function story(changes: Partial<Record<Moment, TicketChanges>>): { upThere: Field; once: Field; twice: Field } {
  const policy = policyWith({ cooldown: 0, rules: [rule('up', { sentiment_below: 0 }, 'next')] });
  const watch = Watch.over({ priority: 'low' }, policy);
  const look = () => ({ priority: watch.ticket.priority, assigneeGroup: watch.ticket.assigneeGroup });
  if (changes.before) watch.hears(change(changes.before));
  watch.until('1h').hears(score(-0.1)).expects('1h L1 > L2 by up');
  if (changes.between) watch.until('1h30m').hears(change(changes.between));
  watch.until('2h').hears(score(-0.2)).expects('2h L2 > L3 by up');
  if (changes.after) watch.until('2h30m').hears(change(changes.after));
  const upThere = look();
  watch.until('3h').hears(score(0.5)).expects('3h L3 > L2 for sentiment');
  const once = look();
  watch.until('4h').hears(score(0.5)).expects('4h L2 > L1 for sentiment');
  return { upThere, once, twice: look() };
}

describe('the priority (low, and bumped twice)', () => {
  it.each<[title: string, changes: Partial<Record<Moment, TicketChanges>>, priorities: [string, string, string]]>([
    ['comes back step by step when nobody touched it', {}, ['high', 'normal', 'low']],
    ['comes back to what a person had set before', { before: { priority: 'high' } }, ['urgent', 'urgent', 'high']],
    ['stays when a person set it after the last step', { after: { priority: 'low' } }, ['low', 'low', 'low']],
    ['stays raised when a person raised it', { after: { priority: 'urgent' } }, ['urgent', 'urgent', 'urgent']],
    ['comes back to what a person set between', { between: { priority: 'high' } }, ['urgent', 'high', 'high']],
    ['comes back when only its own value was set', { after: { priority: 'high' } }, ['high', 'normal', 'low']],
    ['comes back when only the group was changed', { after: { assigneeGroup: 'x' } }, ['high', 'normal', 'low']],
    ['comes back when only the status was changed', { after: { status: 'pending' } }, ['high', 'normal', 'low']],
    [
      'stays where the last person left it',
      { between: { priority: 'high' }, after: { priority: 'low' } },
      ['low', 'low', 'low'],
    ],
  ])('%s', (_title, changes, priorities) => {
    const { upThere, once, twice } = story(changes);
    expect([upThere, once, twice].map(({ priority }) => priority)).toEqual(priorities);
  });
});

describe('the group', () => {
  it.each<[title: string, changes: Partial<Record<Moment, TicketChanges>>, groups: [string, string, string]]>([
    ['comes back step by step', {}, ['tier3_support', 'tier2_support', 'tier1_support']],
    ['comes back to a group of before', { before: { assigneeGroup: 'x' } }, ['tier3_support', 'tier2_support', 'x']],
    ['stays when a person chose it after the last step', { after: { assigneeGroup: 'x' } }, ['x', 'x', 'x']],
    ['comes back to what a person chose between', { between: { assigneeGroup: 'x' } }, ['tier3_support', 'x', 'x']],
    [
      'comes back when only its own value was set',
      { after: { assigneeGroup: 'tier3_support' } },
      ['tier3_support', 'tier2_support', 'tier1_support'],
    ],
    [
      'comes back when only the priority was changed',
      { between: { priority: 'urgent' } },
      ['tier3_support', 'tier2_support', 'tier1_support'],
    ],
  ])('%s', (_title, changes, groups) => {
    const { upThere, once, twice } = story(changes);
    expect([upThere, once, twice].map(({ assigneeGroup }) => assigneeGroup)).toEqual(groups);
  });
});

describe('a confirmed resolution', () => {
  it('takes back several steps, each with what people decided since it', () => {
    const watch = Watch.over({ slaHours: 6, status: 'pending' }).hears(score(-0.7)).until('1h').hears(agentReply());
    watch.hears(change({ priority: 'low' })).until('6h');
    watch.expects('0h L1 > L2 by negative_sentiment', '6h L2 > manager by sla_breached');
    expect(watch.ticket.priority).toBe('high');
    watch.until('7h').hears(change({ assigneeGroup: 'night_shift' }), confirmation());
    watch.expects('7h manager > L1 for resolution', '7h closed as resolved');
    expect(watch.ticket).toMatchObject({ priority: 'low', assigneeGroup: 'night_shift', tier: 'L1' });
    expect(watch.decisions.at(-2)).toMatchObject({
      priority: { from: 'high', to: 'low' },
      group: 'night_shift',
    });
  });

  it('keeps a change that came in the same breath as the step was taken back', () => {
    const watch = Watch.over().hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment').until('1h');
    watch.hears(change({ priority: 'urgent' }), score(0.5)).expects('1h L2 > L1 for sentiment');
    expect(watch.ticket).toMatchObject({ priority: 'urgent', assigneeGroup: 'tier1_support' });
  });
});
