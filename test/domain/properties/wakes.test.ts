/** What is true of every story: the engine wakes in time, and looking more often changes nothing. */
import { expect, it } from 'vitest';
import { decide } from '../../../src/domain/ladder/decide.js';
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { iso } from '../../../src/domain/time/instant.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import fc from 'fast-check';
import { HOUR, MINUTE } from '../../support/domain/policies.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { policies, stories, tickets } from '../../support/domain/stories.js';
import { frozen } from '../../support/domain/frozen.js';
import { logged, tell } from '../../support/domain/telling.js';
import { START } from '../../support/domain/watch.js';

announceSeed(import.meta.url);
const HORIZON = 20 * HOUR;

it('nextWakeAt is never later than the first minute at which decide would act', () => {
  holdsFor(40, stories, (story) => {
    const wakes = tell(story);
    const { now, outcome } = wakes[Math.floor(wakes.length / 2)]!;
    const end = Math.min(outcome.nextWakeAt ?? Infinity, now + HORIZON);
    for (let minute = now + MINUTE; minute < end; minute += MINUTE) {
      const looked = decide(outcome.state, minute);
      const idle = looked.state === outcome.state && looked.effects.length === 0;
      if (!idle)
        expect.fail(`it acts at ${iso(minute)}, but wakes at ${outcome.nextWakeAt && iso(outcome.nextWakeAt)}`);
      if (looked.nextWakeAt !== outcome.nextWakeAt) expect.fail(`at ${iso(minute)} it would wake at another time`);
    }
  });
});

it('nothing happens one millisecond before the wake that is asked for', () => {
  holdsFor(60, stories, (story) => {
    for (const { now, outcome } of tell(story)) {
      if (outcome.nextWakeAt === null) continue;
      expect(outcome.nextWakeAt).toBeGreaterThan(now);
      expect(decide(outcome.state, outcome.nextWakeAt - 1).state).toBe(outcome.state);
    }
  });
});

it('looking every minute decides the same as looking when the engine asks for it', () => {
  holdsFor(20, fc.record({ policy: policies, ticket: tickets }), ({ policy, ticket }) => {
    const watched = (next: (wakeAt: number | null, now: number) => number | null) => {
      let state: TicketState = newTicketState(ticket, frozen(policy), 'a-hash', START);
      const log: Decision[] = [];
      for (let now: number | null = START; now !== null && now <= START + HORIZON;) {
        const outcome = decide(frozen(state), now);
        log.push(...logged(outcome.effects));
        state = outcome.state;
        now = next(outcome.nextWakeAt, now);
      }
      return { log, state };
    };
    expect(watched((wakeAt) => wakeAt)).toEqual(watched((_wakeAt, now) => now + MINUTE));
  });
});
