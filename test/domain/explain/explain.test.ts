/** Why a rule did or did not fire: a table of stories, each with the sentences that people read. */
import { describe, expect, it } from 'vitest';
import { explainTicket, type RuleExplained } from '../../../src/domain/explain/explain.js';
import { ruleSentences } from '../../../src/domain/explain/sentences.js';
import { change, confirmation, customerReply, score } from '../../support/domain/facts.js';
import { parsePolicy } from '../../support/domain/parsed.js';
import { inWords, span } from '../../support/domain/spans.js';
import { START, Watch } from '../../support/domain/watch.js';

const LADDER = `version: 1
calendars: { office: { time_zone: UTC, hours: { mon-fri: [10:00-17:00] } } }
tiers:
  - { name: L1, group: one }
  - { name: L2, group: two, notify: [{ slack: "#two" }] }
  - { name: manager, group: bosses, notify: [{ slack: "#bosses" }] }
cooldown: 4h
`;
const under = (...rules: string[]) =>
  parsePolicy(`${LADDER}rules:\n${rules.map((rule) => `  - { name: ${rule} }\n`).join('')}`);
const watch = (rule: string, ticket = {}) => Watch.over(ticket, under(rule));

/** What is said of the first rule when the clock shows `at`; times are counted from the begin. */
function said(story: Watch, at: string, now = at): { verdict: string; sentences: string[]; rule: RuleExplained } {
  story.unheard();
  const { rules, ...ticket } = explainTicket(story.ticket, START + span(now), START + span(at));
  const rule = rules[0]!;
  const sentences = ruleSentences(rule, ticket, (instant) => inWords(instant - START));
  return { verdict: rule.verdict, sentences, rule };
}

describe('a rule that does not hold', () => {
  it('names each condition, and what time alone will bring', () => {
    const story = watch('r, when: { sla_used: 50%, status: [open] }, to: L2').until('2h');
    expect(said(story, '2h')).toMatchObject({
      verdict: 'waiting',
      sentences: [
        'It does not hold: "50 % of the SLA used" holds from 12h (in 10 h); "status open" holds.',
        'It could lead to L2 at 12h (in 10 h), if nothing else happens.',
      ],
    });
  });

  it('says what only news can change', () => {
    const story = watch('r, when: { idle: 2h, customer_tier: [gold] }, notify: here').until('1h');
    expect(said(story, '1h')).toMatchObject({
      verdict: 'idle',
      sentences: [
        'It does not hold: "no activity for 2 h" holds from 2h (in 1 h); "customer tier gold" does not hold, and time alone will not change that.',
      ],
      rule: { next: null, to: null },
    });
  });

  it('has its combinations and its exceptions in one piece each', () => {
    const story = watch(
      'r, when: { any: [{ customer_replies: 2 }, { idle: 3h }], hours: office }, unless: { tags: [vip] }, to: next',
      { tags: ['vip'] },
    );
    expect(said(story, '0h').sentences).toEqual([
      'It does not hold: "in the hours of office" holds from 1h (in 1 h); ' +
        '"any of (2 customer replies; no activity for 3 h)" holds from 3h (in 3 h); ' +
        'the exception "tagged vip" applies, and time alone will not change that.',
    ]);
  });

  it('says that it would change nothing where the ticket stands as high', () => {
    const story = watch('r, when: { sla_used: 50% }, to: L2', { tier: 'manager' });
    expect(said(story, '0h').sentences[1]).toBe(
      'Even then it would change nothing: it asks for L2, and the ticket stands at manager.',
    );
  });

  it('says that the cooldown of today would hold it', () => {
    const story = watch('r, when: { sla_used: 25% }, to: manager').until('3h');
    story.asks({ type: 'escalate' });
    expect(said(story, '3h').sentences[1]).toBe(
      'It comes true at 6h (in 3 h), if nothing else happens; the cooldown of today would hold it until 7h (in 4 h).',
    );
  });
});

describe('each condition in its own words', () => {
  const DESK = `priorities: [low, normal, high]
clocks: { first_response: { target: 4h }, next_response: { target: 4h }, resolution: {} }
`;
  const asked = (condition: string, unless = '') =>
    parsePolicy(`${LADDER}${DESK}rules:\n  - { name: r, when: { ${condition} }${unless}, to: L2 }\n`);
  const NEWS = ', and time alone will not change that.';

  it.each([
    ['sla_used: 80%', '"80 % of the SLA used" holds from 19h12m (in 18 h 12 min).'],
    ['clock: { of: first_response, left: 1h }', '"1 h of first response left" holds from 3h (in 2 h).'],
    ['clock: { of: next_response, used: 50% }', `"50 % of next response used" does not hold${NEWS}`],
    ['idle: { for: 2h, calendar: office }', '"no activity for 2 h of office" holds from 3h (in 2 h).'],
    ['waiting: 3h', `"a customer's reply unanswered for 3 h" does not hold${NEWS}`],
    ['stalled: 3h', `"no agent reply for 3 h" does not hold${NEWS}`],
    ['in_tier: 5h', '"on its tier for 5 h" holds from 5h (in 4 h).'],
    ['sentiment: { last: 2, below: 0 }', `"mean of the last 2 scores below 0" does not hold${NEWS}`],
    ['customer_replies: 3', `"3 customer replies" does not hold${NEWS}`],
    ['unanswered_replies: 1', `"1 unanswered reply" does not hold${NEWS}`],
    ['breached: [resolution, first_response]', '"resolution or first_response breached" holds from 4h (in 3 h).'],
    ['priority: [high]', `"priority high" does not hold${NEWS}`],
    ['tier: [L2, manager]', `"at L2 or manager" does not hold${NEWS}`],
    ['group: [night]', `"assigned to night" does not hold${NEWS}`],
    ['fields: { product: [x, y] }', `"product x or y" does not hold${NEWS}`],
    [
      'any: [{ status: [pending] }, { idle: 4h }]',
      '"any of (status pending; no activity for 4 h)" holds from 4h (in 3 h).',
    ],
    ['not: { customer_tier: [standard] }', `"not (customer tier standard)" does not hold${NEWS}`],
  ])('%s', (condition, words) => {
    const story = Watch.over({}, asked(condition)).until('1h');
    expect(said(story, '1h').sentences[0]).toBe(`It does not hold: ${words}`);
  });

  it.each([
    [', unless: { hours: office }', '8h', 'the exception "in the hours of office" applies until 8h (in 7 h).'],
    [', unless: { tags: [vip] }', '2h', 'the exception "tagged vip" does not apply.'],
  ])('%s', (unless, _until, words) => {
    const story = Watch.over({}, asked('idle: 2h', unless)).until('1h');
    expect(said(story, '1h').sentences[0]).toBe(
      `It does not hold: "no activity for 2 h" holds from 2h (in 1 h); ${words}`,
    );
  });
});

describe('a rule that holds', () => {
  it('and has fired, for one occurrence each', () => {
    const story = watch('r, when: { sla_used: 50% }, to: L2').until('13h');
    expect(said(story, '13h')).toMatchObject({
      verdict: 'fired',
      sentences: [
        'It holds (50 % of the SLA used), and it fired at 12h: L1 to L2.',
        'It fires once for each occurrence of "50 % of the SLA used"; this one is used up.',
      ],
    });
  });

  it('and only tells', () => {
    const story = watch('r, when: { tags: [vip] }, notify: here', { tags: ['vip'] });
    expect(said(story, '1h').sentences).toEqual([
      'It holds (tagged vip), and it told people at 0h.',
      'It fires again once it has ceased to hold and comes true anew.',
    ]);
  });

  it('and has got what it asks for', () => {
    const story = watch('r, when: { customer_replies: 1 }, to: L2', { tier: 'manager' }).hears(customerReply());
    expect(said(story, '1h')).toMatchObject({
      verdict: 'satisfied',
      sentences: [
        'It holds (1 customer reply), and has got what it asks for: it asks for L2, and the ticket stands at manager or did when it came true.',
        'It fires once for each occurrence of "1 customer reply"; this one is used up.',
      ],
    });
  });

  it('and lost to another', () => {
    const story = Watch.over(
      { slaHours: 10 },
      under('r, when: { sla_used: 50% }, to: L2', 'b, when: { sla_used: 50% }, to: manager, bump: 2'),
    ).until('6h');
    expect(said(story, '6h').sentences[0]).toBe(
      'It holds (50 % of the SLA used), and it asked to escalate at 5h, when b won; it asks for L2, and the ticket stands at manager or did when it came true.',
    );
  });

  it.each([
    ['the cooldown', (story: Watch) => story.asks({ type: 'escalate' }), '16h (in 3 h)'],
    ['a snooze', (story: Watch) => story.asks({ type: 'snooze', until: START + span('20h') }), '20h (in 7 h)'],
    ['an acknowledgement', (story: Watch) => story.asks({ type: 'acknowledge' }), '36h (in 23 h)'],
  ])('and is held by %s', (holder, ask, until) => {
    const story = watch('r, when: { idle: 12h30m }, to: manager').until('12h');
    ask(story);
    expect(said(story.until('13h'), '13h')).toMatchObject({
      verdict: 'held',
      sentences: [
        `It has come true (no activity for 12 h 30 min), and ${holder} holds it until ${until}. It fires then if it still holds.`,
      ],
    });
  });

  it('and was taken for done when the ticket was moved', () => {
    const story = watch('other, when: { customer_replies: 9 }, to: L2').until('13h');
    const policy = under('r, when: { sla_used: 50% }, to: L2');
    story.asks({ type: 'change_policy', policy, policyHash: 'new', quiet: true });
    expect(said(story, '13h').sentences[0]).toBe(
      'It holds (50 % of the SLA used), and it was taken for done at 13h, when the ticket was moved to this policy.',
    );
  });
});

describe('a ticket', () => {
  it('that is closed is not watched', () => {
    const story = watch('r, when: { sla_used: 50% }, to: L2').hears(confirmation());
    expect(said(story, '1h')).toMatchObject({
      verdict: 'ended',
      sentences: ['Nothing is watched: the ticket is resolved.'],
    });
  });

  it('of a later time is as time alone will make it', () => {
    const story = watch('r, when: { sla_used: 50% }, to: L2').until('2h');
    expect(said(story, '14h', '2h').sentences[0]).toBe(
      'It holds (50 % of the SLA used), and it fired at 12h: L1 to L2.',
    );
    expect(story.ticket.tier).toBe('L1');
  });

  it('whose rule cannot be read says why', () => {
    const policy = under('r, when: { sla_used: 50% }, to: L2');
    const broken = { ...policy, rules: [{ ...policy.rules[0]!, when: { phase_of_the_moon: 1 } as never }] };
    expect(said(Watch.over({}, broken), '1h').sentences).toEqual([
      'It cannot be read, and is left out: rule r: unknown predicate phase_of_the_moon.',
    ]);
  });

  it('says of a score what was heard of the rule before', () => {
    const story = watch('r, when: { sentiment_below: -0.5 }, to: L2').hears(score(-0.9)).until('1h');
    story.hears(score(-0.2), change({ status: 'pending' }));
    expect(said(story, '1h').sentences).toEqual([
      'It does not hold: "score below -0.5" does not hold, and time alone will not change that.',
      'Even then it would change nothing: it asks for L2, and the ticket stands at L2.',
      'The last that was heard of it: it fired at 0h: L1 to L2.',
    ]);
  });
});
