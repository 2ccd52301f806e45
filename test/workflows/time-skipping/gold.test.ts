/**
 * "Gold customers: first reply in 30 business minutes, remind at 20, manager at 30, again every 15 minutes until somebody answers; nobody
 * is woken between 22:00 and 07:00 Berlin time, except for outages; weekends belong to Ben", in true durations.
 */
import { expect } from 'vitest';
import { test, type Chapter } from '../../support/time-skipping.js';

const policy = `
version: 1
calendars:
  business: { time_zone: Europe/Berlin, hours: { mon-sun: [08:00-23:00] } }
  awake: { time_zone: Europe/Berlin, hours: { mon-sun: [07:00-22:00] } }
clocks:
  first_response: { target: [{ customer_tier: [gold], is: 30m }, { is: 8h }], calendar: business }
people:
  anna: { slack: U012ANNA, email: anna@example.com }
  ben: { slack: U012BENN, email: ben@example.com }
rotations:
  primary: { members: [anna, anna, anna, anna, anna, ben, ben], every: 1d, from: 2026-01-05T00:00, time_zone: Europe/Berlin }
tiers:
  - { name: L1, group: front, notify: [{ slack: "#front", mention: primary, hours: awake }] }
  - { name: manager, group: managers, notify: [{ slack: primary, hours: awake }] }
rules:
  - { name: remind, when: { customer_tier: [gold], clock: { of: first_response, left: 10m } }, notify: here }
  - { name: missed, when: { customer_tier: [gold], clock: { of: first_response, used: 100% } }, to: manager, repeat: { every: 15m } }
  - { name: outage, when: { tags: [outage] }, notify: [{ slack: primary }], wakes: true }
`;

const MINUTE = 1 / 60;
const agent = (minutes: number): Chapter => [minutes * MINUTE, { type: 'agent_replied' }];
const gold = { customerTier: 'gold' };

test('by day: the front is reminded, the manager told again until somebody answers', async ({ timeline }) => {
  expect(await timeline({ policy, ticket: gold, from: 'Tue 10:00', chapters: [agent(65)], end: 3 })).toEqual([
    '0.33h remind tells slack:#front',
    '0.5h missed L1 -> manager',
    '0.75h missed tells slack:U012ANNA again 1',
    '1h missed tells slack:U012ANNA again 2',
  ]);
});

test("by night nobody is woken; the morning hears what still holds, and a weekend is Ben's", async ({ timeline }) => {
  const decisions = await timeline({
    policy,
    ticket: gold,
    from: 'Fri 21:20',
    chapters: [agent(9 * 60 + 50)],
    end: 12,
  });
  expect(decisions.slice(0, 4)).toEqual([
    '0.33h remind tells slack:#front',
    '0.5h missed L1 -> manager',
    // It waits for the morning, which is Ben's.
    '0.75h missed tells slack:U012BENN again 1',
    '1h missed tells slack:U012BENN again 2',
  ]);
  expect(decisions.at(-1)).toBe('9.75h missed tells slack:U012BENN again 37');
});

test('but for outages', async ({ timeline }) => {
  const outage: Chapter = [2, { type: 'ticket_changed', tags: ['outage'] }];
  const taken: Chapter = [2.1, { type: 'acknowledged' }];
  expect(await timeline({ policy, from: 'Sat 23:30', chapters: [outage, taken], end: 12 })).toEqual([
    '2h outage tells slack:U012BENN',
  ]);
});
