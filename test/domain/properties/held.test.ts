/** What is true of every story: nothing held is lost. */
import { expect, it } from 'vitest';
import { tierAbove } from '../../../src/domain/ladder/ladder.js';
import { heightOf } from '../../../src/domain/rules/compiled.js';
import { sameInstance } from '../../../src/domain/rules/instance.js';
import { readRule } from '../../../src/domain/rules/readings.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { stories } from '../../support/domain/stories.js';
import { tell, type Wake } from '../../support/domain/telling.js';

announceSeed(import.meta.url);
const RUNS = 150;

const ruleOf = (ticket: TicketState, name: string) => ticket.policy.rules.find((rule) => rule.name === name)!;
const holds = (ticket: TicketState, name: string, now: number) =>
  readRule(ruleOf(ticket, name), ticket, now).holdsFrom <= now;
const asksForMore = (ticket: TicketState, name: string) => tierAbove(ticket, ruleOf(ticket, name).to!) !== undefined;

/** Why a rule that was held is held no more; undefined when nobody can tell. */
function reason(name: string, { now, start, before, outcome: { state }, log }: Wake): string | undefined {
  if (log.some((decision) => decision.kind === 'escalated' && decision.rule === name)) return 'fired';
  if (state.closed) return 'closed';
  const stages = [start, before, state];
  if (stages.some((stage) => !asksForMore(stage, name))) return 'satisfied';
  const heights = [...log].flatMap((d) => (d.kind === 'escalated' ? [heightOf(state.policy, d.to)] : []));
  const target = ruleOf(state, name).to!;
  if (target !== 'next' && heights.some((height) => height >= heightOf(state.policy, target))) return 'satisfied';
  if (stages.some((stage) => !holds(stage, name, now))) return 'holds no more';
  const instances = stages.map((stage) => readRule(ruleOf(stage, name), stage, now).instance);
  return instances.some((instance) => !sameInstance(instance, instances[0]!)) ? 'another instance' : undefined;
}

it('a held rule stays held until it fires, is satisfied or holds no more', () => {
  holdsFor(RUNS, stories, (story) => {
    for (const wake of tell(story)) {
      const still = new Set(wake.outcome.state.held.map(({ rule }) => rule));
      for (const { rule } of wake.start.held) {
        if (!still.has(rule)) expect(reason(rule, wake), `${rule} was held and is lost`).toBeDefined();
      }
    }
  });
});

it('what is held waits for the end of the cooldown or of an acknowledgement, and for nothing else', () => {
  holdsFor(RUNS, stories, (story) => {
    for (const { now, outcome } of tell(story)) {
      const { held, cooldownUntil, acknowledged, closed } = outcome.state;
      if (closed || held.length === 0) continue;
      for (const { rule, since, until, by } of held) {
        expect(until).toBe(by === 'acknowledgement' ? acknowledged!.until : cooldownUntil);
        expect(until).toBeGreaterThan(now);
        expect(outcome.nextWakeAt).toBeLessThanOrEqual(until);
        expect(since).toBeLessThanOrEqual(now);
        expect(holds(outcome.state, rule, now) && asksForMore(outcome.state, rule)).toBe(true);
      }
    }
  });
});

it('is logged once for an instance, in policy order, as the last thing of its instant', () => {
  holdsFor(RUNS, stories, (story) => {
    const names = story.policy.rules.map(({ name }) => name);
    const told = new Set<string>();
    for (const { now, outcome, log } of tell(story)) {
      const held = log.flatMap((decision) => (decision.kind === 'held' ? [decision] : []));
      expect(log.slice(log.length - held.length)).toEqual(held);
      expect(held.map(({ rule }) => rule)).toEqual(names.filter((name) => held.some(({ rule }) => rule === name)));
      for (const { rule, until, by } of held) {
        const since = outcome.state.history.at(-1)!.at;
        expect(outcome.state.held).toContainEqual({ rule, since, until, ...(by && { by }) });
        const { instance } = readRule(ruleOf(outcome.state, rule), outcome.state, now);
        // A rule without instance that comes true again is held again.
        if (Object.keys(instance).length === 0) continue;
        const occurrence = `${rule} ${JSON.stringify(instance)}`;
        expect(told).not.toContain(occurrence);
        told.add(occurrence);
      }
    }
  });
});
