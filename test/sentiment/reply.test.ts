/** Replies are scored where they are told: only the number goes on. */
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/index.js';
import { english } from '../../src/sentiment/english.js';
import { withScores } from '../../src/sentiment/lines.js';
import { scoreOfReply } from '../../src/sentiment/reply.js';
import { LONGEST, type Scorers } from '../../src/sentiment/scorer.js';
import { VALID, warningsIn } from '../policy/policy-text.js';
import { agentReply, customerReply, score } from '../support/domain/facts.js';
import { Watch } from '../support/domain/watch.js';

const policyOf = (text: string) => parsePolicy(`${VALID}${text}`, 'p.yaml').policy;
const SCORED = policyOf('sentiment: { from_replies: english }\n');
const PLAIN = policyOf('');
const unwarned = (error: unknown) => {
  throw error;
};

describe('english', () => {
  it.each([
    ['This is great, thank you so much!', 0.5, 1],
    ['Still broken. I am furious, this is unacceptable.', -1, -0.6],
    ['not good at all', -0.6, -0.1],
    ['The invoice has five pages.', undefined, undefined],
    ['Das ist wunderbar, vielen Dank!', undefined, undefined],
    ['', undefined, undefined],
    ['constructor __proto__ toString', undefined, undefined],
  ])('%s', async (text, least, most) => {
    const found = await english.score(text);
    if (least === undefined) return expect(found).toBeUndefined();
    expect(found).toBeGreaterThanOrEqual(least);
    expect(found).toBeLessThanOrEqual(most);
  });

  it('gives the same text the same score', async () => {
    expect(await english.score('I love it :)')).toBe(await english.score('I love it :)'));
  });
});

describe('a reply', () => {
  it('is scored by the scorer that the policy names, and by no other', async () => {
    const asked: string[] = [];
    const scorers: Scorers = {
      mine: { about: 'everything', score: (text) => Promise.resolve(asked.push(text) > 0 ? -0.5 : 0) },
      ...{ off: { about: 'nothing', score: () => Promise.resolve(7) } },
    };
    const by = (fromReplies: string) => ({ sentiment: { fromReplies } });
    expect(await scoreOfReply(by('mine'), 'x'.repeat(9_000), 'e-1', scorers)).toEqual({
      ...{ score: -0.5, source: 'mine', eventId: 'e-1:sentiment' },
    });
    expect(asked.map(({ length }) => length)).toEqual([LONGEST]);
    expect(await scoreOfReply(by('off'), 'beyond any scale', 'e-1', scorers)).toBeUndefined();
    expect(await scoreOfReply({}, 'nobody asks', 'e-1', scorers)).toBeUndefined();
    await expect(scoreOfReply(by('toString'), 'x', 'e-1', scorers)).rejects.toThrow('there is no such scorer');
    const long = await scoreOfReply(by('mine'), 'x', 'e'.repeat(200), scorers);
    expect(long!.eventId).toMatch(/^sentiment:[0-9a-f]{64}$/);
  });

  it('goes on without its text, the score behind it', async () => {
    const line = (type: string, more = {}) => ({
      ...{ type, ticketId: 'T-1', eventId: 'e', at: '2026-01-05T09:00:00Z' },
      ...more,
    });
    const lines = [
      line('customer_replied', { text: 'I am furious' }),
      line('agent_replied'),
      line('customer_replied', { text: 'xyzzy' }),
    ];
    const { plain, places } = await withScores(lines, SCORED, unwarned);
    expect(plain).toEqual([
      line('customer_replied'),
      line('sentiment_scored', { eventId: 'e:sentiment', source: 'english', score: expect.any(Number) as number }),
      line('agent_replied'),
      line('customer_replied'),
    ]);
    expect(places).toEqual([0, 2, 3]);
    expect((await withScores(lines, PLAIN, unwarned)).plain).toEqual([
      line('customer_replied'),
      line('agent_replied'),
      line('customer_replied'),
    ]);
  });

  it('that cannot be scored is a reply all the same, and somebody hears of it', async () => {
    const line = { type: 'customer_replied', ticketId: 'T-1', eventId: 'e', at: '2026-01-05T09:00:00Z' };
    const warnings: unknown[] = [];
    const unknown = { ...SCORED, sentiment: { fromReplies: 'nobody' } };
    const { plain } = await withScores([{ ...line, text: 'secret' }], unknown, (error) => warnings.push(error));
    expect(plain).toEqual([line]);
    expect(String(warnings[0])).toMatch(/scored by nobody/);
    expect(String(warnings[0])).not.toContain('secret');
  });
});

describe('a score', () => {
  it('with a source is logged, and has no place among the last decisions', () => {
    const watch = Watch.over({}, SCORED);
    watch.hears(customerReply(), { fact: { type: 'sentiment_scored', score: -0.4, source: 'english' } });
    watch.expects('0h scored -0.4 by english');
    expect(watch.ticket).toMatchObject({ history: [], logged: 1, sentiment: { score: -0.4 } });
    watch.hears(score(-0.3), agentReply()).expects();
  });
});

describe('a policy', () => {
  it('without the key has the hash that it had', () => {
    const of = (text: string) => parsePolicy(text, 'p.yaml').hash;
    expect(of(`${VALID}sentiment: { from_replies: english }\n`)).not.toBe(of(VALID));
  });

  it('that names a scorer of somebody else is told so', () => {
    expect(warningsIn(`${VALID}sentiment: { from_replies: english }\n`)).toEqual([]);
    expect(warningsIn(`${VALID}sentiment: { from_replies: englsh }\n`).at(-1)).toContain(
      'sentiment.from_replies: "englsh" does not come with Rung',
    );
  });
});
