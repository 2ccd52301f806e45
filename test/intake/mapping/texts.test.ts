/** What customers write: read only for a policy that has replies scored, short, and without what a mail has around it. */
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/intake/mapping/plain-text.js';
import { parseMapping } from '../../../src/intake/mapping/load.js';
import { tell } from '../../../src/intake/mapping/run.js';
import { LONGEST } from '../../../src/sentiment/scorer.js';
import { bodyOf, mapping, RECEIVED } from '../deliveries.js';

describe('the words of a text that may be HTML', () => {
  it.each([
    ['Still broken', 'Still broken'],
    ['', ''],
    ['two\nlines\t here ', 'two lines here'],
    ['<div>Still <b>broken</b>!</div>\n<p>Since&nbsp;noon</p>', 'Still broken ! Since noon'],
    ['I <3 it, 3 < 4 and 5>4', 'I <3 it, 3 < 4 and 5>4'],
    ['Tom &amp; Anna&#39;s &lt;b&gt; &#x1F600; &amp;lt; &unknown; &#0;!', "Tom & Anna's <b> 😀 &lt; &unknown; !"],
    ['new<!-- <p>hidden</p> --> words', 'new words'],
    ['<style>p > a { color: red }</style><head><title>x</title></head><p>Hello</p>', 'Hello'],
    ['<script>if (1<b) alert("</p>")</SCRIPT>after', 'after'],
    ['no<blockquote>yes <blockquote>older</blockquote> yes</blockquote> more', 'no more'],
    ['broken again<BLOCKQUOTE type="cite">On Monday you wrote: great, thanks', 'broken again'],
    ['stray </blockquote> end', 'stray end'],
    ['open <p', 'open'],
    ['open <!-- for ever', 'open'],
  ])('%j', (html, words) => {
    expect(plainText(html)).toBe(words);
  });

  it.each([
    ['tags', '<'.repeat(400_000)],
    ['quotes', '<blockquote>'.repeat(40_000) + '</style>'.repeat(40_000)],
    ['styles', '<style>'.repeat(60_000)],
    ['comments', '<!--'.repeat(100_000)],
    ['entities', '&'.repeat(400_000)],
    ['length', 'word '.repeat(400_000)],
  ])('is soon found in hostile %s', { timeout: 5_000 }, (_what, html) => {
    expect(plainText(html).length).toBeLessThanOrEqual(500_000);
  });
});

describe('a reply', () => {
  const zammad = bodyOf('zammad', 'reply-on-closed-reopens');
  const desk = bodyOf('freshdesk', 'agent-reply-by-email')['freshdesk_webhook'];
  const reply = { id: 'r', author: 'customer', public: true };
  const standard = {
    type: 'ticket.replied',
    timestamp: '2026-01-05T09:00:00Z',
    data: { ticket: { id: 'T-1' }, reply },
  };
  const zendesk = bodyOf('zendesk-events', 'agent-reply-by-email');
  const comment = { id: '7', body: 'Broken!', is_public: true, author: { id: '1', is_staff: false } };

  const REPLIES: [name: string, body: object, text: string | undefined, path?: string[]][] = [
    ['zendesk', { ...zendesk, event: { comment } }, 'Broken!'],
    ['zammad', zammad, 'It is back'],
    [
      'zammad',
      { ...zammad, article: { ...zammad['article'], body: '<p>It is <i>back</i></p>', content_type: 'text/html' } },
      'It is back',
    ],
    [
      'zammad',
      { ...zammad, article: { ...zammad['article'], body: 'if a <b then', content_type: 'text/plain' } },
      'if a <b then',
    ],
    ['chatwoot', bodyOf('chatwoot', 'message-before-conversation'), 'Export stops', ['7']],
    ['github', bodyOf('github', 'customer-comment-on-closed'), 'Still crashes!'],
    [
      'freshdesk',
      {
        rung: { v: 1, event: 'reply', actor: 'requester' },
        freshdesk_webhook: { ...desk, latest_public_comment: '<div>Still broken</div>' },
      },
      'Still broken',
    ],
    ['standard-webhooks', { ...standard, data: { ...standard.data, reply: { ...reply, text: 'Bad' } } }, 'Bad'],
    ['standard-webhooks', standard, undefined],
    ['standard-webhooks', { ...standard, data: { ...standard.data, reply: { ...reply, text: { a: 1 } } } }, undefined],
    ['zendesk-trigger', bodyOf('zendesk-trigger', 'customer-reply'), undefined],
  ];

  it.each(REPLIES)('of %s has its text where it is asked for: %#', async (name, body, text, path = []) => {
    const delivery = {
      headers: { 'content-type': 'application/json', 'webhook-id': 'm1' },
      body: Buffer.from(JSON.stringify(body)),
      ...{ path, receivedAt: RECEIVED },
    };
    const one = await mapping(name);
    const [plain, scored] = [await tell(one, delivery), await tell(one, delivery, { texts: true })];
    const replyIn = ({ facts }: typeof plain) => facts.find(({ type }) => type === 'customer_replied')!;
    expect(replyIn(plain)).not.toHaveProperty('text');
    expect(replyIn(scored)).toEqual({ ...replyIn(plain), ...(text !== undefined && { text }) });
    expect({ ...scored, facts: [] }).toEqual({ ...plain, facts: [] });
  });

  it('of an agent has none', async () => {
    const body = { ...standard, data: { ...standard.data, reply: { ...reply, author: 'agent', text: 'Sorry' } } };
    const headers = { 'webhook-id': 'm1' };
    const delivery = { headers, body: Buffer.from(JSON.stringify(body)), receivedAt: RECEIVED };
    const { facts } = await tell(await mapping('standard-webhooks'), delivery, { texts: true });
    expect(facts).toHaveLength(1);
    expect(JSON.stringify(facts)).not.toContain('Sorry');
  });

  it('has no more of it than is looked at, and an expression that fails costs the text alone', async () => {
    const of = (text: string) =>
      parseMapping(
        `version: 1
name: desk
verify: [{ scheme: bearer }]
delivery: id
at: at
ticket: { id: id }
said: [{ id: id, by: '"customer"', public: 'true', text: ${JSON.stringify(text)} }]
`,
        'desk.yaml',
      );
    const body = Buffer.from(JSON.stringify({ id: 'T-1', at: '2026-01-05T09:00:00Z', words: 'x'.repeat(9_000) }));
    const delivery = { headers: {}, body, receivedAt: RECEIVED };
    const { facts } = await tell(of('words'), delivery, { texts: true });
    expect((facts[0] as { text: string }).text).toHaveLength(LONGEST);
    const failed = await tell(of('$number(words)'), delivery, { texts: true });
    expect(failed.facts[0]).not.toHaveProperty('text');
    expect(failed.warnings).toEqual([expect.stringMatching(/^said\[0\]\.text is left out: /)]);
    expect((await tell(of('$number(words)'), delivery)).warnings).toBeUndefined();
  });
});
