/** What people and machines send who mean no good: bodies, ids, words, expressions. */
import { afterEach, describe, expect, it } from 'vitest';
import { MOST_BYTES, readBody } from '../../src/intake/body.js';
import { compile } from '../../src/intake/mapping/expression.js';
import { parseMapping } from '../../src/intake/mapping/load.js';
import { tell } from '../../src/intake/mapping/run.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { bodyOf, RECEIVED, told } from './deliveries.js';

afterEach(() => {
  // Whatever was tried: nothing of it is on every object from now on.
  expect(Object.getOwnPropertyNames(Object.prototype).filter((name) => /polluted|isAdmin/.test(name))).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

const headers = { 'webhook-id': 'msg_1' };
const standard = (ticket: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'ticket.created',
  timestamp: '2026-11-29T09:00:00Z',
  data: { ticket: { id: 'T-1', ...ticket }, ...more },
});

describe('bodies', () => {
  const bytes = (text: string) => Buffer.from(text);

  it.each<[string, Buffer, RegExp]>([
    ['nothing', bytes(''), /is empty/],
    ['blanks', bytes(' \n'), /is empty/],
    ['half an object', bytes('{"a":'), /not JSON/],
    ['two objects', bytes('{}{}'), /not JSON/],
    ['a comma too many', bytes('[1,]'), /not JSON/],
    ['NaN', bytes('{"a":NaN}'), /not JSON/],
    ['quotes within quotes', bytes('{"comment":"say "hi""}'), /not JSON/],
    ['a form', bytes('payload=%7B%7D'), /not JSON/],
    ['HTML', bytes('<html>'), /not JSON/],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), /not UTF-8/],
    ['UTF-16', Buffer.from('{}', 'utf16le'), /not JSON/],
    ['a line end within a text', bytes('{"a":"\n"}'), /not JSON/],
    ['lists in lists', bytes('['.repeat(100_000) + ']'.repeat(100_000)), /nested more than 64/],
    ['objects in objects', bytes('{"a":'.repeat(1000) + '1' + '}'.repeat(1000)), /nested more than 64/],
    ['lists without end', bytes('['.repeat(1_000_000)), /nested more than 64/],
    ['a text without end', bytes(`{"a":"${'x'.repeat(1_000_000)}`), /not JSON/],
    ['backslashes without end', bytes(`{"a":"${'\\'.repeat(1_000_001)}`), /not JSON/],
    ['a number without end', bytes(`{"a":${'9'.repeat(1_000_000)}x}`), /not JSON/],
    ['too much', Buffer.alloc(MOST_BYTES + 1, 0x20), /more than/],
  ])('%s', (_what, body, why) => {
    expect(() => readBody(body, 'application/json')).toThrow(why);
  });

  it('the message says nothing of the body', () => {
    for (const text of ['{"a": hunter2}', 'hunter2', '{"hunter2":']) {
      expect(() => readBody(bytes(text), 'application/json')).toThrow(/^(?!.*hunter2)/);
    }
  });

  it('a large one is read', () => {
    const body = bytes(
      JSON.stringify({ rows: Array.from({ length: 40_000 }, (_, i) => ({ id: i, text: 'x"\\\n{[' })) }),
    );
    expect(readBody(body, 'application/json')).toMatchObject({ rows: { length: 40_000 } });
  });

  it('numbers are kept or become texts, never others', () => {
    const text =
      '{"a":9007199254740993,"b":-12345678901234567890,"c":1e400,"d":1.5,"e":123456789012345,"f":"9007199254740993","g":[1e3]}';
    expect(readBody(bytes(text), undefined)).toEqual({
      a: '9007199254740993',
      b: '-12345678901234567890',
      c: '1e400',
      d: 1.5,
      e: 123456789012345,
      f: '9007199254740993',
      g: [1000],
    });
  });

  it('what is null is not there', () => {
    expect(readBody(bytes('{"a":null,"b":[null,1,null],"c":{"d":null}}'), undefined)).toEqual({ b: [1], c: {} });
  });

  it.each([
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"data":{"__proto__":{"polluted":1},"ticket":{"__proto__":{"polluted":1},"id":"T-1"}}}',
    '{"type":"ticket.created","timestamp":"2026-11-29T09:00:00Z","__proto__":{"polluted":1},"data":{"ticket":{"id":"T-1","tags":{"__proto__":{"polluted":1}}}}}',
  ])('prototypes: %s', async (text) => {
    const answer = await told('standard-webhooks', text, { headers }).catch((error: Error) => error.message);
    expect(JSON.stringify(answer)).not.toContain('polluted');
  });

  it.each([
    ['zendesk'],
    ['zendesk-trigger'],
    ['freshdesk'],
    ['zammad'],
    ['chatwoot'],
    ['github'],
    ['standard-webhooks'],
  ])('of another shape, for %s: refused or ignored, never a failure', async (name) => {
    const shapes = [
      'null',
      '1',
      '"x"',
      '[]',
      '{}',
      '[[1]]',
      '{"type":1}',
      '{"event":{"comment":[]}}',
      '{"ticket":"x"}',
      '{"issue":[]}',
      '{"data":5}',
    ];
    for (const shape of shapes) {
      const outcome = await told(name, shape).then(
        ({ facts }) => facts.length,
        (error: unknown) => (error as { status?: number }).status,
      );
      expect([0, 422], `${name} ${shape}`).toContain(outcome);
    }
  });
});

describe('words of people', () => {
  it('there are more than a hundred', () => {
    expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(100);
  });

  it.each(HOSTILE_TEXTS.map((text, i) => [i, text] as const))('%i as the id of a ticket', async (_i, text) => {
    const answer = await told('standard-webhooks', standard({ id: text }), { headers }).catch(
      (error: unknown) => error,
    );
    if (answer instanceof Error) return expect(answer).toMatchObject({ status: 422 });
    const { facts } = answer as Awaited<ReturnType<typeof told>>;
    expect(facts[0]!.ticketId).toMatch(/^standard-webhooks\/[A-Za-z0-9._\-#@/]+$/);
    expect(facts[0]!.ticketId).not.toMatch(/(?:^|\/)\.{0,2}(?:\/|$)/);
  });

  it.each(HOSTILE_TEXTS.map((text, i) => [i, text] as const))('%i as everything else', async (_i, text) => {
    const words = { status: text, priority: text, tier: text, group: text, tags: [text, text], slaHours: text };
    const {
      facts,
      dedupeKey,
      warnings = [],
    } = await told('standard-webhooks', standard(words), { headers: { 'webhook-id': `id${text}` } });
    const [created] = facts;
    if (created?.type !== 'created') throw new Error('no ticket is created');
    const { status, priority, customerTier, slaHours, assigneeGroup = 'x', tags = [] } = created.ticket;
    for (const word of [status, priority, customerTier, assigneeGroup, ...tags]) {
      expect(word).toMatch(/^[^\p{C}]{1,100}$/u);
      expect(word).toBe(word.trim());
    }
    expect(['low', 'normal', 'high', 'urgent']).toContain(priority);
    expect(slaHours).toBeGreaterThan(0);
    expect(dedupeKey).toMatch(/^[^\p{C}]{1,200}$/u);
    for (const warning of warnings) expect(warning).toMatch(/^[^\p{C}]{1,300}$/u);
  });

  it.each(HOSTILE_TEXTS.map((text, i) => [i, text] as const))('%i as what was said: it stays out', async (_i, text) => {
    const marked = `canary${text}canary`;
    const bodies: [string, unknown][] = [
      [
        'standard-webhooks',
        {
          ...standard({}, { reply: { id: 'r', author: 'customer', public: true, text: marked } }),
          type: 'ticket.replied',
        },
      ],
      ['freshdesk', withDesk('latest_public_comment', marked)],
      ['zendesk-trigger', { ...bodyOf('zendesk-trigger', 'customer-reply'), comment: marked }],
    ];
    for (const [name, body] of bodies) {
      const answer = await told(name, body, { headers });
      expect(answer.facts).toHaveLength(1);
      expect(JSON.stringify(answer)).not.toContain('canary');
    }
  });

  function withDesk(key: string, value: string) {
    const body = bodyOf('freshdesk', 'agent-reply-by-email');
    return { ...body, freshdesk_webhook: { ...body['freshdesk_webhook'], [key]: value } };
  }
});

describe('expressions', () => {
  const variables = { settings: {}, headers: {} };
  const body = {
    a: 'x',
    list: Array.from({ length: 3000 }, (_, i) => i),
    long: 'a'.repeat(100_000),
    nested: { b: [1, 2] },
  };

  it.each([
    '$eval("1+1")',
    '($e := $eval; $e("1"))',
    '($eval := 1; $eval)',
    '$map(["1"], $eval)',
    '"1" ~> $eval',
    '$now()',
    '$millis()',
    '$random()',
    '$toMillis("2026", "[f1][f1][f1]")',
    '$fromMillis(1, "[Y]")',
    '$pad("x", 100000000)',
    '$formatNumber(1, "#".($x))',
    '$match("aaa", /a+/)',
    '$error("x")',
    '/(a+)+$/',
    '$contains(long, /(a|aa)+$/)',
    '$replace(long, /(.*)*x/, "")',
    '$split(long, /(a*)*b/)',
    '**',
    'a.**.b',
    '$ ~> |$|{"polluted": 1}|',
    'process.env',
    '$constructor',
    '$__proto__',
    '$toString',
    '$hasOwnProperty("a")',
    '$require("fs")',
    'function($x){ $process }',
  ])('%s is not taken, or finds nothing', async (text) => {
    const compiled = compile(text);
    if ('message' in compiled) return;
    // The check of a mapping refuses what nobody gives; this is what would come of it if it did not.
    const value = await compiled.evaluate(body, variables, RECEIVED).catch((error: Error) => error.name);
    expect([undefined, 'ExpressionError']).toContain(value);
  });

  it.each([
    ['calls itself for ever', '($f := function($n){ $f($n + 1) }; $f(1))'],
    ['calls itself deeply', '($f := function($n){ 1 + $f($n + 1) }; $f(1))'],
    ['a text that doubles', '$reduce([1..200], function($a, $b){ $a & $a }, "xxxxxxxxxx")'],
    [
      'a text that doubles by name',
      `($a := long & long; ${Array.from({ length: 40 }, () => '$a := $a & $a').join('; ')}; $a)`,
    ],
    ['a list that is long', '[1..10000000]'],
    ['lists of lists', '[1..5000].[1..5000]'],
    ['a product of lists', '$map(list, function($i){ $map($$.list, function($j){ $i + $j }) })'],
    ['types that do not go together', 'a + 1'],
  ])(
    '%s: ends',
    async (_what, text) => {
      const compiled = compile(text);
      if ('message' in compiled) throw new Error(compiled.message);
      await expect(compiled.evaluate(body, variables, RECEIVED)).rejects.toMatchObject({ name: 'ExpressionError' });
    },
    60_000,
  );

  it.each([
    'a.constructor',
    'constructor.constructor',
    '__proto__',
    'nested.__proto__.x',
    '$lookup($$, "__proto__")',
    '$lookup(nested, "constructor")',
    '$keys($$)[$ = "__proto__"]',
    'a.length',
    'list.map',
  ])('%s is nothing', async (text) => {
    const compiled = compile(text);
    if ('message' in compiled) throw new Error(compiled.message);
    expect(await compiled.evaluate(body, variables, RECEIVED)).toBeUndefined();
  });

  it.each([
    '{"__proto__": {"polluted": 1}}',
    '$merge([{"__proto__": {"polluted": 1}}, {}])',
    '{"constructor": {"prototype": {"polluted": 1}}}',
    '$map(["__proto__"], function($k){ {$k: {"polluted": 1}} })',
  ])('%s makes nobody else richer', async (text) => {
    const compiled = compile(text);
    if ('message' in compiled) throw new Error(compiled.message);
    await compiled.evaluate(body, variables, RECEIVED);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('no error quotes the delivery', async () => {
    const mapping = parseMapping(
      'version: 1\nname: m\nverify: [{ scheme: bearer }]\ndelivery: id\nat: words + 1\nticket: { id: id }',
      'm.yaml',
    );
    const delivery = { headers: {}, body: Buffer.from('{"id":"1","words":"hunter2"}'), receivedAt: RECEIVED };
    await expect(tell(mapping, delivery)).rejects.toMatchObject({
      status: 422,
      message: 'at: values have types that do not go together (T2001)',
    });
  });

  it('what takes too long should come again: it is not the sender that is wrong', async () => {
    const mapping = parseMapping(
      'version: 1\nname: m\nverify: [{ scheme: bearer }]\ndelivery: id\nat: time\n' +
        'ticket: { id: id, status: "($f := function($n){ $f($n + 1) }; $f(1))" }',
      'm.yaml',
    );
    const delivery = { headers: {}, body: Buffer.from('{"id":"1"}'), receivedAt: RECEIVED };
    await expect(tell(mapping, delivery)).rejects.toMatchObject({
      status: 503,
      message: 'ticket.status: it takes longer than 1000 ms',
    });
  });

  it('what a delivery can do without is left out, with a word', async () => {
    const mapping = parseMapping(
      'version: 1\nname: m\nverify: [{ scheme: bearer }]\ndelivery: id\nat: time\nticket: { id: id }\n' +
        'changed: [{ status: \'"open"\', tags: words + 1, fields: { a: words + 1, b: id } }]',
      'm.yaml',
    );
    const delivery = { headers: {}, body: Buffer.from('{"id":"1","words":"hunter2"}'), receivedAt: RECEIVED };
    expect(await tell(mapping, delivery)).toMatchObject({
      facts: [{ status: 'open', fields: { b: '1' } }],
      warnings: [
        'changed[0].tags is left out: values have types that do not go together (T2001)',
        'changed[0].fields.a is left out: values have types that do not go together (T2001)',
      ],
    });
  });

  it('two deliveries at once do not mix', async () => {
    const compiled = compile('$map([1..50], function($i){ $window("1m") })[0]');
    if ('message' in compiled) throw new Error(compiled.message);
    const minutes = [1, 2, 3, 4, 5];
    const windows = await Promise.all(minutes.map((minute) => compiled.evaluate({}, {}, minute * 60_000)));
    expect(windows).toEqual(minutes);
  });

  it('too long', () => {
    expect(compile('a'.repeat(2001))).toMatchObject({
      message: 'the expression is longer than 2000 characters',
    });
    expect(compile(`[${'1,'.repeat(990)}1]`)).toHaveProperty('takes');
  });
});

describe('mappings', () => {
  const start = 'version: 1\nname: m\nverify: [{ scheme: bearer }]\ndelivery: id\nat: time\nticket: { id: id }\n';

  it.each([
    [
      'aliases that multiply',
      `${start}settings:\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  d: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
    ],
    ['an alias within itself', `${start}settings:\n  a: &a [*a]`],
    ['a prototype among settings', `${start}settings: { a: { __proto__: { polluted: 1 } } }`],
    ['a prototype among values', `${start}values: { status: { __proto__: x } }`],
    ['a prototype among fields', `${start}changed: [{ fields: { __proto__: x } }]`],
    ['a prototype at the top', `${start}__proto__: { polluted: 1 }`],
    ['a tag of a language', `${start}settings: { a: !!js/function "x" }`],
    ['nested without end', `${start}settings: ${'['.repeat(5000)}${']'.repeat(5000)}`],
  ])('%s', (_what, text) => {
    expect(() => parseMapping(text, 'm.yaml')).toThrow(/^m\.yaml/);
  });
});
