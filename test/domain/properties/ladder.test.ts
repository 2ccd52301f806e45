/** What is true of every story: how often tickets climb, and that the log tells where they stand. */
import { predicateNamed } from '../../../src/domain/rules/predicates/index.js';
import { expect, it } from 'vitest';
import type { Escalated } from '../../../src/domain/ladder/decision.js';
import { isTransition } from '../../../src/domain/ladder/decision.js';
import type { Rule } from '../../../src/domain/rules/policy.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { HOUR } from '../../support/domain/policies.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { stories } from '../../support/domain/stories.js';
import { tell } from '../../support/domain/telling.js';

announceSeed(import.meta.url);
const RUNS = 150;

it('no rule escalates during a cooldown, unless it bypasses it', () => {
  holdsFor(RUNS, stories, (story) => {
    const bypassing = new Set(story.policy.rules.filter((r) => r.bypassCooldown).map((r) => r.name));
    let cooledDown = -Infinity;
    for (const decision of tell(story).flatMap(({ log }) => log)) {
      if (decision.kind !== 'escalated') continue;
      if (decision.rule !== 'manual' && !bypassing.has(decision.rule)) {
        expect(decision.at).toBeGreaterThanOrEqual(cooledDown);
      }
      cooledDown = decision.at + story.policy.cooldown;
    }
  });
});

/** The identity of an occurrence, told from outside: which deadline, which spell, which score, which count. */
function instanceOf({ when }: Rule, ticket: TicketState, { seq }: Escalated): string {
  return JSON.stringify({
    sla: when.sla_used === undefined ? 0 : ticket.createdAt + (ticket.slaHours * HOUR * when.sla_used) / 100,
    idle: when.idle === undefined ? 0 : ticket.lastActivityAt,
    stalled: when.stalled === undefined ? 0 : seq,
    score: when.sentiment_below === undefined ? 0 : ticket.sentiment,
    replies: when.customer_replies === undefined ? 0 : Math.floor(ticket.customerReplyCount / when.customer_replies),
  });
}

it('a rule never fires twice for an instance', () => {
  holdsFor(RUNS, stories, (story) => {
    const fired = new Set<string>();
    for (const { before, log } of tell(story)) {
      for (const decision of log) {
        if (decision.kind !== 'escalated' || decision.rule === 'manual') continue;
        const rule = story.policy.rules.find(({ name }) => name === decision.rule)!;
        // One without any instance may, once it has not held.
        if (!Object.keys(rule.when).some((name) => predicateNamed(name)!.instance)) continue;
        const instance = `${rule.name} ${instanceOf(rule, { ...before, sentiment: unused(before) }, decision)}`;
        expect(fired).not.toContain(instance);
        fired.add(instance);
      }
    }
  });
});

const unused = ({ sentiment }: TicketState) => sentiment && { ...sentiment, used: false };

it('tier, seq, group and priority follow the log', () => {
  holdsFor(RUNS, stories, (story) => {
    const wakes = tell(story);
    let { tier, seq } = wakes[0]!.start;
    for (const { log, outcome } of wakes) {
      const transitions = log.filter(isTransition);
      for (const decision of transitions) {
        expect(decision).toMatchObject({ seq: seq + 1, from: tier });
        expect(decision.to).not.toBe(tier);
        ({ to: tier, seq } = decision);
      }
      expect(outcome.state).toMatchObject({ tier, seq });
      const last = transitions.at(-1);
      if (last) expect(outcome.state).toMatchObject({ assigneeGroup: last.group, priority: last.priority.to });
    }
  });
});

it('escalations go up, de-escalations down, and the steps lead from the base tier to where the ticket stands', () => {
  holdsFor(RUNS, stories, (story) => {
    const height = (tier: string) => story.policy.tiers.findIndex(({ name }) => name === tier);
    for (const { log, outcome } of tell(story)) {
      for (const decision of log.filter(isTransition)) {
        const rise = height(decision.to) - height(decision.from);
        expect(Math.sign(rise)).toBe(decision.kind === 'escalated' ? 1 : -1);
      }
      const { baseTier, steps, tier } = outcome.state;
      expect([baseTier, ...steps.map(({ to }) => to)]).toEqual([...steps.map(({ from }) => from), tier]);
    }
  });
});

it('nothing but a reopening follows a closing', () => {
  holdsFor(RUNS, stories, (story) => {
    let closed = false;
    for (const { kind } of tell(story).flatMap(({ log }) => log)) {
      if (closed) expect(['reopened', 'ignored']).toContain(kind);
      if (kind === 'closed') closed = true;
      if (kind === 'reopened') closed = false;
    }
  });
});

it('a candidate is named with the winner, and all are rules of the policy in its order', () => {
  holdsFor(RUNS, stories, (story) => {
    const names = story.policy.rules.map(({ name }) => name);
    for (const decision of tell(story).flatMap(({ log }) => log)) {
      if (decision.kind !== 'escalated' || decision.rule === 'manual') continue;
      expect(decision.candidates).toContain(decision.rule);
      expect(decision.candidates).toEqual(names.filter((name) => decision.candidates.includes(name)));
    }
  });
});
