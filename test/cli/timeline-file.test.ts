/** What a timeline may not say: every mistake with its line, all at once. */
import { describe, expect, it } from 'vitest';
import { rung } from './rung.js';

const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
const line = (fields: object) => JSON.stringify({ at: '2026-01-05T09:00:00Z', ticketId: 'T-1', ...fields });
const created = (fields: object) => line({ type: 'created', ticket: { ...ticket, ...fields } });

const simulated = (...lines: string[]) => rung(['simulate', '-t', '-', '--json'], { input: lines.join('\n') });

describe('a line of a timeline', () => {
  it.each<[string, string, string]>([
    ['is not JSON', '{"at":', 'this is not JSON'],
    ['is not an object', '[1]', 'this is not a JSON object'],
    ['has no type', line({}), 'type is missing; it must be one of created, customer_replied'],
    ['has a type that is none', line({ type: 'replied' }), 'not "replied"'],
    ['has no instant', '{"ticketId":"T-1","type":"customer_replied"}', 'at is missing'],
    [
      'has an instant without a zone',
      line({ at: '2026-01-05T09:00:00', type: 'agent_replied' }),
      'at must be an ISO-8601',
    ],
    ['has a number for an instant', line({ at: 1767603600000, type: 'agent_replied' }), 'at must be an ISO-8601'],
    ['has no ticket id', '{"at":"2026-01-05T09:00:00Z","type":"agent_replied"}', 'ticketId is missing'],
    ['has a ticket id with a blank', line({ ticketId: 'T 1', type: 'agent_replied' }), 'ticketId must be'],
    ['has an empty event id', line({ type: 'agent_replied', eventId: '' }), 'eventId must be a line of 1 to 200'],
    ['has no score', line({ type: 'sentiment_scored' }), 'score is missing'],
    [
      'has a score out of range',
      line({ type: 'sentiment_scored', score: 1.5 }),
      'score must be a number from -1 to 1, not 1.5',
    ],
    ['changes nothing', line({ type: 'ticket_changed' }), 'a change needs one of status, priority'],
    [
      'changes the SLA to nothing',
      line({ type: 'ticket_changed', slaHours: 0 }),
      'slaHours must be a number more than 0',
    ],
    [
      'has a key that is misspelled',
      line({ type: 'sentiment_scored', score: 0, eventID: 'e' }),
      'did you mean eventId?',
    ],
    ['has a key of another type', line({ type: 'agent_replied', score: 1 }), 'has no key "score"'],
    ['creates without a ticket', line({ type: 'created' }), 'ticket must be an object'],
    ['creates with a status that is no text', created({ status: 7 }), 'status must be a line'],
    ['creates with an SLA of no length', created({ slaHours: -1 }), 'slaHours must be'],
    [
      'creates at a tier that is not there',
      created({ tier: 'L9' }),
      'tier must be one of L1, L2, L3, manager, not "L9"',
    ],
    ['creates with half a reply', created({ customerReplyCount: 1.5 }), 'customerReplyCount must be a whole number'],
    ['creates with a key of ours in other spelling', created({ SLA_hours: 3 }), 'did you mean slaHours?'],
  ])('that %s is refused', async (_what, wrong, sentence) => {
    const { status, stdout, stderr } = await simulated(created({}), '', wrong);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^standard input:3: [^\n]+\n$/);
  });

  it.each<[string, string]>([
    ['the help desk’s own keys', created({ subject: 'Printer on fire', tags: ['hot'] })],
    ['nulls for what is not known', created({ sentimentScore: null, tier: null, assigneeGroup: null })],
    [
      'everything there is',
      created({
        createdAt: '2026-01-04T09:00:00Z',
        customerReplyCount: 2,
        sentimentScore: -0.2,
        lastActivityAt: '2026-01-04T10:00:00Z',
        assigneeGroup: 'night',
        tier: 'L2',
      }),
    ],
  ])('may create a ticket with %s', async (_what, right) => {
    expect(await simulated(right)).toMatchObject({ status: 0, stderr: '' });
  });

  it('is told of together with all others', async () => {
    const { stderr } = await simulated(
      'x',
      created({}),
      line({ type: 'sentiment_scored', score: 'bad', at: 'now' }),
      'y',
    );
    expect(stderr.split('\n').map((row) => row.slice(0, 17))).toEqual([
      'standard input:1:',
      'standard input:3:',
      'standard input:4:',
      '',
    ]);
    expect(stderr).toMatch(/:3: at must be .*; score must be /);
  });
});
