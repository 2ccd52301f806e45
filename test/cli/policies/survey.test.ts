/** What is shown before tickets are moved. */
import { expect, it } from 'vitest';
import { policyPage } from '../../../src/cli/policies/page.js';
import { Surveyor, surveyLines } from '../../../src/cli/policies/survey.js';
import { previewChange } from '../../../src/domain/change/preview.js';
import { customerReply } from '../../support/domain/facts.js';
import { parsePolicy } from '../../support/domain/parsed.js';
import { span } from '../../support/domain/spans.js';
import { START, Watch } from '../../support/domain/watch.js';

const LADDER = `version: 1
tiers:
  - { name: L1, group: one }
  - { name: L2, group: two, notify: [{ slack: "#two" }] }
`;
const OLD = parsePolicy(`${LADDER}rules:\n  - { name: late, when: { sla_used: 100% }, to: L2 }\n`);
const NEXT = parsePolicy(`version: 1
closing_statuses: [done]
clocks: { first_response: { target: 30m }, resolution: { target: 2h } }
tiers:
  - { name: L1, group: one }
  - { name: top, group: two }
rules:
  - { name: late, when: { sla_used: 100% }, to: top }
  - { name: waits, when: { idle: 30m }, notify: here }
`);

/** @param at of the first ticket's watch */
function surveyed(quiet: boolean) {
  const change = {
    ...{
      type: 'change_policy' as const,
      commandId: 'c',
      by: 'ann',
      policy: NEXT,
      policyHash: 'new',
      tiers: { L2: 'top' },
    },
    ...(quiet && { quiet: true as const }),
  };
  const surveyor = new Surveyor();
  const add = (watch: Watch) => {
    surveyor.add(previewChange(watch.unheard().ticket, change, START + span('1h')), 'old');
    expect(watch.ticket.policy).toBe(OLD);
  };
  add(Watch.over({}, OLD).until('1h'));
  add(Watch.over({ status: 'done' }, OLD).until('1h'));
  add(Watch.over({ slaHours: 0.5 }, OLD).until('1h'));
  add(Watch.over({ slaHours: 1.5 }, OLD).until('50m').hears(customerReply()).until('1h'));
  surveyor.survey.already = 2;
  return surveyor.survey;
}

it('tiers, deadlines, rules that fire at once, and who is closed, each with how many', () => {
  expect(surveyLines(surveyed(false), 'new', false)).toEqual([
    '4 open tickets to move to policy new (4 under old); 2 under it already',
    '',
    'Tiers',
    '  L1  3 tickets',
    '  L2  1 ticket   to top',
    '',
    'Deadlines that move',
    '  first response   2 new',
    '  resolution       1 earlier, 2 later, 1 gone',
    '  what comes next  2 earlier, 1 new, 1 gone',
    '',
    'At once',
    '  waits   tells (at L1)   1 ticket',
    '  waits   tells (at top)  1 ticket',
    '  closed                  1 ticket',
  ]);
  expect(surveyLines(surveyed(true), 'new', true)).toContain('Taken for done, as nobody is to be told');
});

it('names the tiers that have no place', () => {
  const surveyor = new Surveyor();
  const ticket = Watch.over({ slaHours: 0.5 }, OLD).until('1h').unheard().ticket;
  const change = { type: 'change_policy' as const, commandId: 'c', by: 'ann', policy: NEXT, policyHash: 'new' };
  surveyor.add(previewChange(ticket, change, START + span('1h')), 'old');
  expect(surveyor.survey).toMatchObject({ tickets: 1, missing: { L2: 1 }, tiers: {}, fires: [], deadlines: {} });
});

it('a policy is shown with what was pinned', () => {
  const policy =
    parsePolicy(`${LADDER}calendars: { office: { time_zone: Europe/Berlin, hours: { mon-fri: [09:00-17:30] }, holidays: [2026-12-24] } }
clocks: { resolution: { calendar: office, pause: [pending] } }
sentiment: { from_replies: english }
rules:
  - { name: late, when: { any: [{ sla_used: 100% }, { idle: 2h }] }, unless: { tags: [vip] }, to: L2, repeat: { every: 30m } }
`);
  const page = policyPage(policy, 'abc', Date.UTC(2026, 0, 5)).join('\n');
  for (const line of [
    /late +to L2 +any of \(100 % of the SLA used; no activity for 2 h\), unless tagged vip; again every 30 min/,
    /resolution +the ticket's slaHours +by office +paused while pending/,
    /Fri +09:00-17:30/,
    /closed +2026-12-24/,
    /Pinned on 2026-01-01, for 2024-01-01 to 2046-01-01/,
    /Europe\/Berlin +UTC\+01:00 now, \+02:00 from 2026-03-29T01:00Z/,
    /Replies are scored by +english: English only/,
  ]) {
    expect(page).toMatch(line);
  }
  const soon = 'time zones and holidays are known until 2046-01-01 only: apply its file anew';
  expect(page).not.toContain(soon);
  expect(policyPage(policy, 'abc', Date.UTC(2045, 1, 1)).join('\n')).toContain(soon);
});
