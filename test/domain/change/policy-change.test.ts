/** A ticket that is moved to another policy in the middle of its life. */
import { describe, expect, it } from 'vitest';
import type { PolicyChange } from '../../../src/domain/change/policy-change.js';
import type { Policy } from '../../../src/domain/rules/policy.js';
import { hashPolicy, parsePolicy } from '../../support/domain/parsed.js';
import { agentReply, change, customerReply, score } from '../../support/domain/facts.js';
import { span } from '../../support/domain/spans.js';
import { START, Watch } from '../../support/domain/watch.js';

const LADDER = `version: 1
tiers:
  - { name: L1, group: one }
  - { name: L2, group: two, notify: [{ slack: "#two" }] }
  - { name: manager, group: bosses, notify: [{ slack: "#bosses" }] }
`;

/** One without rules that fire by themselves, but for those given. */
const policy = (rest: string, ladder = LADDER): Policy => parsePolicy(`${ladder}${rest}`);
const rules = (...lines: string[]) => `rules:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;
const to = (given: Policy, more: Partial<PolicyChange> = {}) =>
  ({ type: 'change_policy', policy: given, policyHash: hashPolicy(given), ...more }) as const;
const watch = (given: Policy, ticket = {}) => Watch.over(ticket, given);
const MOVED = 'moved to another policy (Ann)';

const SLOW = rules('name: slow, when: { sla_used: 75% }, to: L2');

describe('what is used up', () => {
  const old = policy(SLOW);

  it('stays so for a rule that asks for the same', () => {
    const next = policy(`cooldown: 1h\n${SLOW}`);
    const story = startedUnder(old).until('20h').expects('18h L1 > L2 by slow');
    story.hears(score(0.5)).expects('20h L2 > L1 for sentiment');
    expect(story.asks(to(next))).toBe('done');
    story.until('40h').expects(`20h ${MOVED}`);
  });

  it('stays so for a rule that asks for something else and holds as before', () => {
    const next = policy(rules('name: slow, when: { sla_used: 50% }, to: L2'));
    const story = startedUnder(old).until('20h').unheard().hears(score(0.5)).unheard();
    story.asks(to(next));
    story.until('40h').expects(`20h ${MOVED}`);
  });

  it('is judged anew where the mark is not reached yet', () => {
    const next = policy(`cooldown: 1h\n${rules('name: slow, when: { sla_used: 90% }, to: L2')}`);
    const story = startedUnder(old).until('20h').unheard().hears(score(0.5)).unheard();
    story.asks(to(next));
    story.until('40h').expects(`20h ${MOVED}`, '21h36m L1 > L2 by slow');
  });

  it('of a count that is another now does not fire for what was counted', () => {
    const three = policy(rules('name: many, when: { customer_replies: 3 }, to: L2'));
    const two = policy(`cooldown: 1h\n${rules('name: many, when: { customer_replies: 2 }, to: L2')}`);
    const story = startedUnder(three).hears(...Array.from({ length: 6 }, () => customerReply()));
    story.unheard().until('5h').hears(score(0.5)).unheard();
    story.asks(to(two));
    story.hears(customerReply()).expects(`5h ${MOVED}`);
    story.hears(customerReply()).expects('5h L1 > L2 by many');
  });

  it('of a rule with another name is news, and one that is gone is forgotten', () => {
    const next = policy(rules('name: other, when: { sla_used: 75% }, to: manager'));
    const story = startedUnder(old).until('23h').unheard();
    story.asks(to(next));
    story.expects(`23h ${MOVED}`, '23h L2 > manager by other');
    expect(Object.keys(story.ticket.marks)).toEqual(['other']);
  });

  function startedUnder(given: Policy) {
    const more = given === old ? policy(`cooldown: 1h\n${SLOW}`) : given;
    return Watch.over({}, { ...given, cooldown: more.cooldown, deEscalate: DOWN });
  }
  const DOWN: Policy['deEscalate'] = [{ when: { sentiment_at_least: 0.05 }, to: 'previous' }];
});

describe('what stays', () => {
  it('is the cooldown, the hold of a rule, its log, and who has acknowledged', () => {
    const old = policy(`${SLOW}  - { name: late, when: { sla_used: 80% }, to: manager }\n`);
    const next = policy(`cooldown: 10h\n${SLOW}  - { name: late, when: { sla_used: 80% }, to: manager }\n`);
    const story = watch(old).until('20h').expects('18h L1 > L2 by slow', '19h12m held late until 22h');
    story.asks({ type: 'acknowledge' });
    story.asks(to(next));
    story.expects('20h acknowledged (Ann)', `20h ${MOVED}`);
    expect(story.held).toEqual(['late until 22h']);
    expect(story.ticket.held[0]!.since).toBe(START + span('19h12m'));
    expect(story.ticket.acknowledged).toMatchObject({ by: 'Ann' });
    story.until('23h').expects('22h L2 > manager by late');
  });

  it('is the count of repeats', () => {
    const line = (every: string) =>
      rules(`name: tell, when: { customer_replies: 1 }, notify: here, repeat: { every: ${every}, at_most: 3 }`);
    const [old, next] = [policy(line('1h')), policy(line('2h'))];
    const story = watch(old).hears(customerReply()).until('1h30m').unheard();
    story.asks(to(next));
    story.until('9h').expects(`1h30m ${MOVED}`, '4h tell tells nobody', '6h tell tells nobody');
  });

  it('is everything where the policy is the same already', () => {
    const old = policy(SLOW);
    const story = Watch.over({}, old);
    const before = { ...story.ticket, policyHash: hashPolicy(old) };
    story.ticket = before;
    expect(story.asks(to(old))).toBe('done');
    expect({ ...story.ticket, seenIds: [] }).toEqual(before);
    expect(story.ticket.seenIds).toEqual(['c1']);
  });
});

describe('the ladder', () => {
  const old = policy(
    rules(
      'name: r, when: { customer_replies: 1 }, to: L2',
      'name: m, when: { customer_replies: 2 }, to: manager, bypass_cooldown: true',
    ),
  );
  const OTHER = `version: 1
tiers:
  - { name: desk, group: desk_group }
  - { name: experts, group: experts_group }
  - { name: manager, group: bosses }
`;
  const next = policy(rules('name: x, when: { customer_replies: 99 }, to: manager'), OTHER);

  it('that lacks a tier refuses, and names it', () => {
    const story = watch(old).hears(customerReply(), customerReply()).unheard();
    expect(story.ticket.tier).toBe('manager');
    expect(story.asks(to(next, { tiers: { L2: 'experts' } }))).toEqual({
      refused:
        `ticket T-1 stands on or came from L1, which policy ${hashPolicy(next)} does not have ` +
        '(its ladder is desk, experts, manager); say which tier takes its place',
    });
  });

  it('takes tiers, steps and groups by the map; what a person has set stays', () => {
    const story = watch(old).hears(customerReply()).unheard();
    story.hears(customerReply()).unheard();
    expect(story.asks(to(next, { tiers: { L1: 'desk', L2: 'experts' } }))).toBe('done');
    story.unheard();
    expect(story.ticket).toMatchObject({ tier: 'manager', baseTier: 'desk', assigneeGroup: 'bosses' });
    story.asks({ type: 'de_escalate' });
    expect(story.ticket).toMatchObject({ tier: 'experts', assigneeGroup: 'experts_group' });
    story.asks({ type: 'de_escalate' });
    expect(story.ticket).toMatchObject({ tier: 'desk', assigneeGroup: 'desk_group', steps: [] });
    story.unheard();

    const own = watch(old, { assigneeGroup: 'vip_desk' });
    own.asks(to(next, { tiers: { L1: 'experts' } }));
    expect(own.ticket).toMatchObject({ tier: 'experts', baseTier: 'experts', assigneeGroup: 'vip_desk' });
    own.unheard();
  });

  it('on which steps come to nothing has none of them', () => {
    const story = watch(old).hears(customerReply()).unheard();
    story.asks(to(next, { tiers: { L1: 'manager', L2: 'manager' } }));
    expect(story.snapshot).toMatchObject({ tier: 'manager', escalated: false, escalationReason: null });
    story.unheard();
  });
});

describe('clocks', () => {
  const OFFICE = 'calendars: { office: { time_zone: UTC, hours: { mon-fri: [09:00-17:00] } } }\n';
  const tell = (when: string) => rules(`name: r, when: ${when}, notify: here`);
  const first = (target: string, more = '') =>
    `${OFFICE}clocks: { first_response: { target: ${target}${more} } }\n${tell('{ clock: { of: first_response, used: 100% } }')}`;

  it('go on with what they have counted, against the new target', () => {
    const [old, next] = [policy(first('8h')), policy(first('3h'))];
    const story = watch(old).until('2h');
    story.asks(to(next));
    story.until('9h').expects(`2h ${MOVED}`, '3h r tells nobody');
    expect(story.ticket.clocks!.first_response).toMatchObject({ breachedAt: START + span('3h') });
  });

  it('count by the new calendar from now on', () => {
    // Monday 09:00 on: round the clock until 16:00, then the one hour left of the day, and five of the next.
    const [old, next] = [policy(first('12h')), policy(first('12h', ', calendar: office'))];
    const story = watch(old).until('7h');
    story.asks(to(next));
    story.until('40h').expects(`7h ${MOVED}`, '28h r tells nobody');
  });

  it('pause by the new policy from now on', () => {
    const [old, next] = [policy(first('4h')), policy(first('4h', ', pause: [pending]'))];
    const story = watch(old)
      .until('1h')
      .hears(change({ status: 'pending' }))
      .until('2h');
    story.asks(to(next));
    story
      .until('10h')
      .hears(change({ status: 'open' }))
      .until('20h');
    story.expects(`2h ${MOVED}`, '12h r tells nobody');
  });

  it('used up under the old target and reached under the new one are used up', () => {
    const [old, next] = [policy(first('2h')), policy(first('1h'))];
    const story = watch(old).until('3h').expects('2h r tells nobody');
    story.asks(to(next));
    story.until('9h').expects(`3h ${MOVED}`);
  });

  it('begin as if they had always been there, where nobody has answered', () => {
    const [old, next] = [policy(SLOW), policy(first('8h'))];
    const story = watch(old).until('2h');
    story.asks(to(next));
    story.until('9h').expects(`2h ${MOVED}`, '8h r tells nobody');
  });

  it('of a ticket that may have been answered call nobody', () => {
    const [old, next] = [policy(SLOW), policy(first('1h'))];
    const story = watch(old).until('1h').hears(agentReply()).until('3h');
    story.asks(to(next));
    story.until('9h').expects(`3h ${MOVED}`);
    expect(story.ticket.clocks!.first_response).toMatchObject({ metAt: START + span('1h'), breachedAt: null });
  });

  it('that are gone leave the SLA of the ticket', () => {
    const [old, next] = [
      policy(`clocks: { resolution: { target: 2h } }\n${tell('{ sla_used: 100% }')}`),
      policy(tell('{ sla_used: 100% }')),
    ];
    const story = watch(old, { slaHours: 10 }).until('3h').expects('2h r tells nobody');
    story.asks(to(next));
    expect(story.snapshot).toMatchObject({ slaBreachedAt: null, nextDeadlineAt: START + span('10h') });
    expect(story.ticket.clocks).toBeUndefined();
    story.until('11h').expects(`3h ${MOVED}`, '10h r tells nobody');
  });
});

describe('what the new policy would do at once', () => {
  const old = policy(rules('name: never, when: { customer_replies: 99 }, to: L2'));
  const next = policy(
    `closing_statuses: [merged]\n${rules('name: due, when: { sla_used: 10% }, to: L2', 'name: told, when: { idle: 1h }, notify: here', 'name: later, when: { sla_used: 50% }, to: manager')}`,
  );

  it('it does', () => {
    const story = watch(old).until('5h');
    story.asks(to(next));
    story.expects(`5h ${MOVED}`, '5h L1 > L2 by due', '5h told tells slack:#two');
  });

  it('is taken for done where that is asked for, and said', () => {
    const story = watch(old).until('5h');
    story.asks(to(next, { quiet: true }));
    story.expects(`5h ${MOVED}`);
    expect(story.last).toMatchObject({
      kind: 'policy_changed',
      skipped: ['due', 'told'],
      tier: 'L1',
      tierBefore: 'L1',
    });
    story.until('13h').expects('12h L1 > manager by later');
  });

  it('closes a ticket whose status ends the watch now', () => {
    const story = watch(old, { status: 'merged' });
    story.asks(to(next));
    story.expects(`0h ${MOVED}`, '0h closed as merged');
  });
});
