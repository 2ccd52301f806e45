import { describe, expect, test } from 'vitest';
import { consoleChannel } from '../../src/channels/console/adapter.js';
import { placesOf } from '../../src/channels/links.js';
import { alertContent } from '../../src/channels/message.js';
import { when } from '../../src/channels/time-words.js';
import type { TransitionAlert } from '../../src/domain/ladder/decision.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import { escalated, NINE } from '../support/writes.js';

const said = (alert: TransitionAlert, now = alert.transition.at) => {
  const { headline, why } = alertContent(alert, {}, now);
  return { headline, why };
};

describe('why a ticket climbed', () => {
  test.each([
    [
      18,
      {},
      'T-1 escalated to L2: SLA 75 % used',
      'Rule time_based (75 % of the SLA used, open) came true. At that moment: open for 18 h, 75 % of the SLA used.',
    ],
    [
      25,
      {},
      'T-1 escalated to manager: SLA breached',
      'Rule sla_breached (100 % of the SLA used) came true. Also true: time_based. At that moment: open for 1 d 1 h, 104 % of the SLA used.',
    ],
    [
      2,
      { customerTier: 'enterprise', customerReplyCount: 4, sentimentScore: -0.8 },
      'T-1 escalated to manager: no activity for 2 h',
      'Rule vip_stuck (no activity for 2 h, enterprise) came true. Also true: negative_sentiment, ' +
        'multiple_replies_no_resolution. At that moment: open for 2 h, 8 % of the SLA used, 4 customer replies, sentiment -0.8.',
    ],
    [
      1,
      { sentimentScore: -0.7, customerReplyCount: 1 },
      'T-1 escalated to L2: customer sentiment -0.7',
      'Rule negative_sentiment (score below -0.6) came true. At that moment: open for 1 h, 4 % of the SLA used, 1 customer reply, sentiment -0.7.',
    ],
    [
      0.5,
      { customerReplyCount: 3 },
      'T-1 escalated to L2: 3 customer replies, not resolved',
      'Rule multiple_replies_no_resolution (3 customer replies) came true. At that moment: open for 30 min, 2 % of the SLA used, 3 customer replies.',
    ],
  ])('after %d h with %j', (hours, ticket, headline, why) => {
    expect(said(escalated('T-1', hours, ticket).slack)).toEqual({ headline, why });
  });

  const byRule = (rule: string, when: TransitionAlert['when']): TransitionAlert => {
    const { slack } = escalated();
    return {
      ...slack,
      when,
      transition: { ...slack.transition, rule, candidates: [rule] } as TransitionAlert['transition'],
    };
  };

  test('a rule of somebody’s own is told by what it asks for', () => {
    expect(said(byRule('weekend_crew', { idle: HOUR, tier: ['L1'] }))).toMatchObject({
      headline: 'T-1 escalated to L2: no activity for 1 h',
      why: expect.stringMatching(/^Rule weekend_crew \(no activity for 1 h, at L1\) came true\. At that moment/),
    });
  });

  test.each(['weekend_crew', 'constructor'])(
    'a rule that only says for which tickets is called by its name: %s',
    (rule) => {
      const name = rule.replace('_', ' ');
      expect(said(byRule(rule, { priority: ['urgent'] })).headline).toBe(`T-1 escalated to L2: ${name}`);
    },
  );

  test('a person’s doing names the person', () => {
    const { slack } = escalated();
    const transition = {
      ...slack.transition,
      rule: 'manual',
      candidates: [],
      by: 'ada',
    } as TransitionAlert['transition'];
    expect(said({ ...slack, transition })).toMatchObject({
      headline: 'T-1 escalated to L2: asked for by ada',
      why: expect.stringMatching(/^ada escalated the ticket by hand\. At that moment: open for 18 h/),
    });
  });
});

describe('why a ticket came down', () => {
  const down = (reason: 'sentiment' | 'resolution' | 'manual', by?: string): TransitionAlert => {
    const { slack } = escalated();
    const { ticketId, at } = slack.transition;
    const priority = { from: 'high', to: 'normal' };
    return {
      ...slack,
      ticket: { ...slack.ticket, sentimentScore: 0.4 },
      transition: {
        kind: 'deescalated',
        seq: 2,
        ticketId,
        at,
        reason,
        from: 'L2',
        to: 'L1',
        priority,
        group: 'tier1_support',
        notify: [],
        by,
      },
    };
  };

  test.each([
    [
      down('sentiment'),
      'T-1 back to L1: the customer is content again',
      /sounds content \(sentiment 0\.4\), so the ticket leaves L2\.$/,
    ],
    [
      down('resolution'),
      'T-1 back to L1: the resolution is confirmed',
      /confirmed that the problem is solved.* is resolved\.$/,
    ],
    [down('manual', 'ada'), 'T-1 back to L1: taken back by hand', /^ada took the escalation to L2 back\.$/],
    [down('manual'), 'T-1 back to L1: taken back by hand', /^A person took the escalation to L2 back\.$/],
  ])('%#', (alert, headline, why) => {
    expect(said(alert)).toEqual({ headline, why: expect.stringMatching(why) });
    expect(alertContent(alert, {}, NINE).facts).toContainEqual({ label: 'Owner', value: 'tier1_support (L1, was L2)' });
  });
});

describe('the facts', () => {
  const { slack } = escalated();
  const factsAt = (now: number) =>
    Object.fromEntries(alertContent(slack, {}, now).facts.map(({ label, value }) => [label, value]));

  test('give the deadline as a time and from now', () => {
    expect(factsAt(NINE + 18 * HOUR)).toEqual({
      Owner: 'tier2_support (L2, was L1)',
      Priority: 'high (was normal)',
      SLA: 'due 2026-01-06 09:00 UTC (in 6 h)',
      Ticket: 'open, customer tier standard, opened 2026-01-05 09:00 UTC',
    });
    expect(factsAt(NINE + 24 * HOUR)['SLA']).toBe('breached since 2026-01-06 09:00 UTC (0 s ago)');
    expect(factsAt(NINE + 26.5 * HOUR)['SLA']).toBe('breached since 2026-01-06 09:00 UTC (2 h 30 min ago)');
  });

  test('do not speak of a change of priority that was none', () => {
    const transition = { ...slack.transition, priority: { from: 'urgent', to: 'urgent' } };
    expect(alertContent({ ...slack, transition }, {}, NINE).facts[1]).toEqual({ label: 'Priority', value: 'urgent' });
  });

  test('are few in a fallback', () => {
    const insteadOf = { channel: 'slack', address: '#gone', error: 'Slack: is_archived' } as const;
    const { fallback, facts } = alertContent({ ...slack, insteadOf }, {}, NINE);
    const unconfirmed = alertContent({ ...slack, insteadOf: { ...insteadOf, doubtful: true } }, {}, NINE);
    expect(unconfirmed.fallback).toBe('You get this because slack:#gone may not have got it (Slack: is_archived).');
    expect(fallback).toBe(
      'You get this because slack:#gone cannot be reached (Slack: is_archived). Nobody there has been told.',
    );
    expect(facts.map(({ label }) => label)).toEqual(['Owner', 'SLA']);
  });
});

test('an instant is told in UTC', () => {
  expect(when(NINE)).toBe('2026-01-05 09:00 UTC');
});

describe('links', () => {
  const workflow = { namespace: 'default', workflowId: 'ticket/T 1', runId: 'r-1' };

  test('are made of templates, with ids that cannot break out of them', () => {
    const settings = { ticketUrl: 'https://d.example/{ticketId}?t={ticketId}', temporalUiUrl: 'http://ui:8233/' };
    expect(placesOf(settings, 'T/1 &"', workflow)).toEqual({
      ticket: 'https://d.example/T%2F1%20%26%22?t=T%2F1%20%26%22',
      workflow: 'http://ui:8233/namespaces/default/workflows/ticket%2FT%201/r-1/history',
    });
  });

  test('are left out when nobody has said where', () => {
    expect(placesOf({}, 'T-1', workflow)).toEqual({});
    expect(alertContent(escalated().slack, {}, NINE).links).toEqual([]);
  });
});

describe('the console', () => {
  test('prints two lines and answers like any channel', async () => {
    const lines: string[] = [];
    const { slack } = escalated();
    const message = {
      key: slack.key,
      ticketId: 'T-1',
      seq: 1,
      address: slack.address,
      content: alertContent(slack, {}, NINE + 18 * HOUR),
    };
    expect(await consoleChannel('slack', (line) => lines.push(line)).send(message)).toEqual({
      providerId: 'console',
      thread: 'console',
    });
    expect(lines).toEqual([
      '[slack:#tier2-queue] T-1 escalated to L2: SLA 75 % used',
      '    Rule time_based (75 % of the SLA used, open) came true. At that moment: open for 18 h, 75 % of the SLA used. ' +
        'Owner: tier2_support (L2, was L1). SLA: due 2026-01-06 09:00 UTC (in 6 h).',
    ]);
  });

  test('is not steered by a ticket’s id', async () => {
    const lines: string[] = [];
    const { slack } = escalated('T\u001b[2J\n\u009b1');
    const message = {
      key: slack.key,
      ticketId: 'x',
      seq: 1,
      address: slack.address,
      content: alertContent(slack, {}, NINE),
    };
    await consoleChannel('slack', (line) => lines.push(line)).send(message);
    expect(lines).toHaveLength(2);
    // eslint-disable-next-line no-control-regex -- that is the point
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});
