/** A ticket that Temporal has forgotten: its life as the database knows it, and what that lacks. */
import { expect, it } from 'vitest';
import { lifeFromDatabase } from '../../src/cli/simulate/from-database.js';
import { logDocument } from '../../src/store/documents.js';
import { parsePolicy } from '../support/domain/parsed.js';
import { agentReply, change, confirmation, customerReply, score } from '../support/domain/facts.js';
import { Watch, START } from '../support/domain/watch.js';
import { span } from '../support/domain/spans.js';

const POLICY = parsePolicy(`version: 1
tiers: [{ name: L1, group: a }, { name: L2, group: b }]
rules:
  - { name: silent, when: { idle: 2h }, to: L2, bump: 1 }
  - { name: waiting, when: { waiting: 9h }, to: L2 }
de_escalate: [{ when: { resolution_confirmed: true }, to: base }]
`);

/** What is known of a story in the end. */
function known(story: Watch) {
  story.unheard();
  const log = story.decisions.map((decision, number) => logDocument({ id: `x:${number}`, number, decision }));
  const { lines, lacks } = lifeFromDatabase(story.ticket, log);
  const told = lines.map(({ at, type, ticketId: _id, arrives: _arrives, ...rest }) => {
    return `${(Date.parse(at) - START) / span('1h')}h ${type} ${JSON.stringify(rest)}`;
  });
  return { told, lacks };
}

it('begins with what it has now or had before the engine changed it, and ends as it stands', () => {
  const story = Watch.over({ tags: ['vip'] }, POLICY)
    .until('1h')
    .hears(agentReply())
    .until('4h');
  story
    .hears(score(-0.2))
    .hears(customerReply())
    .until('5h')
    .hears(change({ status: 'pending' }));
  const { told, lacks } = known(story);
  const ticket = {
    status: 'open',
    priority: 'normal',
    customerTier: 'standard',
    slaHours: 24,
    tier: 'L1',
    tags: ['vip'],
  };
  expect(told).toEqual([
    `0h created ${JSON.stringify({ ticket })}`,
    '1h agent_replied {}',
    '4h customer_replied {}',
    '4h sentiment_scored {"score":-0.2}',
    '5h ticket_changed {"status":"pending"}',
  ]);
  expect(lacks).toBe(
    'ticket T-1: Temporal has forgotten it; the database lacks what it was opened with (taken: open, and what it has now), ' +
      'the replies of agents but the latest, scores but the latest, and changes of status, priority and group in between',
  );
});

it('knows what people did and how it ended from the log', () => {
  const story = Watch.over({}, POLICY).until('1h');
  story.asks({ type: 'acknowledge' });
  story.hears(customerReply(), customerReply()).until('2h');
  story.asks({ type: 'unacknowledge' });
  story.asks({ type: 'snooze', until: START + span('3h') });
  story
    .hears(agentReply())
    .until('4h')
    .hears(confirmation())
    .until('5h')
    .hears(change({ status: 'open' }));
  story.hears(change({ status: 'closed' }));
  const { told, lacks } = known(story);
  expect(told.map((line) => line.replace(/ \{"ticket.*/, ''))).toEqual([
    '0h created',
    '1h acknowledged {"by":"Ann"}',
    '2h unacknowledged {"by":"Ann"}',
    `2h snoozed {"by":"Ann","until":"${new Date(START + span('3h')).toISOString()}"}`,
    '2h agent_replied {}',
    expect.stringMatching(/^4h (?:resolution_confirmed \{\}|ticket_changed \{"status":"resolved"\})$/),
    '5h ticket_changed {"status":"open"}',
    '5h ticket_changed {"status":"closed"}',
  ]);
  expect(lacks).toContain('when 2 of 2 replies of the customer came, ');
});
