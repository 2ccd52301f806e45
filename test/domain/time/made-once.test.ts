/** A calendar's lists are made once for a policy, however many decisions are taken by it. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { readTimeline } from '../../../src/cli/timeline-file.js';
import { Week } from '../../../src/domain/time/week.js';
import { simulate } from '../../../src/domain/simulation/timeline.js';
import { loadPolicy } from '../../../src/policy/index.js';

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T00:00:00Z');

it('follow-the-sun, through a month', async () => {
  const weeks = vi.spyOn(Week, 'of');
  onTestFinished(() => weeks.mockRestore());
  const { policy, hash } = await loadPolicy('policies/follow-the-sun.yaml');
  const line = (i: number, type: string, more: object = {}) =>
    JSON.stringify({
      at: new Date(START + (i * 30 * DAY) / 90).toISOString(),
      ticketId: `T-${i % 10}`,
      type,
      ...more,
    });
  const text = Array.from({ length: 90 }, (_, i) =>
    i < 10
      ? line(i, 'created', {
          ticket: { status: 'open', priority: 'high', customerTier: 'enterprise', slaHours: 24 },
        })
      : line(i, i % 3 === 0 ? 'agent_replied' : 'customer_replied'),
  ).join('\n');
  const { events } = readTimeline({ name: 'replies', text }, policy);
  const { decisions } = simulate(events, policy, hash);
  expect(decisions.length).toBeGreaterThan(20);
  const calendars = Object.keys(policy.calendars!).length;
  expect(weeks).toHaveBeenCalled();
  expect(weeks.mock.calls.length).toBeLessThanOrEqual(calendars);
});
