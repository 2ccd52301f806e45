/** What needs no evaluator gives what JSONata gives: for all expressions of all mappings that come with Rung, and for random ones. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { directly, UNSURE } from '../../../src/intake/mapping/direct.js';
import { OWN } from '../../../src/intake/mapping/functions.js';
import { given, RECEIVED } from '../deliveries.js';

type Values = Record<string, unknown>;

const parsed = new Map<string, jsonata.Expression>();

function expressionOf(text: string): jsonata.Expression {
  const known = parsed.get(text) ?? jsonata(text);
  parsed.set(text, known);
  return known;
}

/** By JSONata alone; what it fails with is not compared. */
async function evaluated(text: string, body: unknown, variables: Values): Promise<unknown> {
  const own = Object.fromEntries(OWN.map(({ name, call }) => [name, (value: unknown) => call(RECEIVED, value)]));
  try {
    const value: unknown = await expressionOf(text).evaluate(body, { ...variables, ...own });
    return Array.isArray(value) ? Array.from(value as unknown[]) : value;
  } catch {
    return 'it fails';
  }
}

function direct(text: string, body: unknown, variables: Values): unknown {
  try {
    return directly(expressionOf(text).ast())({ body, variables, receivedAt: RECEIVED });
  } catch {
    return 'it fails';
  }
}

/** Says whether JSONata had to be asked. */
async function same(text: string, body: unknown, variables: Values): Promise<boolean> {
  const found = direct(text, body, variables);
  if (found === UNSURE) return false;
  expect(found, `${text} over ${JSON.stringify(body)} with ${JSON.stringify(variables)}`).toEqual(
    await evaluated(text, body, variables),
  );
  return true;
}

const ODD: unknown[] = [
  'x',
  '',
  0,
  7,
  -1.5,
  true,
  false,
  [],
  ['x'],
  ['x', 7],
  {},
  { id: 'x' },
  { a: [{ id: 1 }] },
  undefined,
];
const bodies = readdirSync(new URL('../payloads', import.meta.url))
  .filter((file) => file.endsWith('.json') && !/^(poll|slack)/.test(file))
  .flatMap((file) => given(file.replace('.json', '')).deliveries)
  .flatMap(({ rawBody }) => {
    try {
      return [JSON.parse(rawBody) as unknown];
    } catch {
      return [];
    }
  })
  .filter((body) => typeof body === 'object' && body !== null && !Array.isArray(body)) as Values[];

describe.each(readdirSync('integrations'))('%s', (file) => {
  const { let: named = {}, ...rest } = parse(readFileSync(`integrations/${file}`, 'utf8')) as Values & { let?: Values };
  const { settings, delivery, at, ignore, ticket, opened, said, changed, scored, confirmed } = rest;
  const texts = leaves([named, delivery, at, ignore, ticket, opened, said, changed, scored, confirmed]).filter(
    isExpression,
  );

  it('gives the same for every delivery that was given, whatever its variables are', async () => {
    let asked = 0;
    let sure = 0;
    for (const [i, body] of [...bodies, {}].entries()) {
      for (const [j, text] of texts.entries()) {
        const variables = Object.fromEntries(
          Object.keys(named).map((name, k) => [name, ODD[(i + 3 * j + 5 * k) % ODD.length]]),
        );
        const others = { headers: { 'webhook-id': 'm' }, path: ['7'], query: {}, received_at: '2026-01-05', settings };
        asked++;
        if (await same(text, body, { ...variables, ...others })) sure++;
      }
    }
    expect(texts.length).toBeGreaterThan(10);
    // Were it nothing, the evaluator could be asked at once.
    expect(sure / asked).toBeGreaterThan(0.3);
  });
});

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function isExpression(text: string): boolean {
  try {
    jsonata(text);
    return true;
  } catch {
    return false;
  }
}

const NAMES = ['a', 'b', 'id', 'constructor', '__proto__'];
const scalar = fc.constantFrom<unknown>('', 'x', 'xy', ' x \n y ', 0, 1, -2.5, 1e21, 0.1, true, false);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'id'), tie('value'), { maxKeys: 3 }),
  ),
}));
const { text } = fc.letrec<{ text: string; path: string }>((tie) => ({
  path: fc
    .tuple(
      fc.constantFrom('', '$v.', '$w.', '$.', '$$.'),
      fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
    )
    .map(([start, names]) => start + names.map((name) => `\`${name}\``).join('.')),
  text: fc.oneof(
    { maxDepth: 3 },
    tie('path'),
    fc.constantFrom('"x"', '""', '0', '1', '-2.5', 'true', 'false', 'null', '$v', '$w', '$', '["x", 1]', '[]', '["x"]'),
    fc
      .tuple(tie('text'), fc.constantFrom('=', '!=', 'in', 'and', 'or', '&', '+', '<'), tie('text'))
      .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
    fc
      .tuple(tie('path'), fc.constantFrom('=', '!=', 'in', 'and', 'or', '&'), tie('path'))
      .map(([a, operator, b]) => `${a} ${operator} ${b}`),
    fc.tuple(tie('path'), tie('path'), tie('path')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    fc.tuple(tie('path'), tie('path')).map(([a, b]) => `${a} ? ${b}`),
    fc
      .tuple(fc.constantFrom('exists', 'not', 'known', 'word', 'string', 'boolean', 'trim', 'type'), tie('text'))
      .map(([name, a]) => `$${name}(${a})`),
    fc
      .tuple(fc.constantFrom('contains', 'substringAfter', 'substringBefore'), tie('path'), tie('path'))
      .map(([name, a, b]) => `$${name}(${a}, ${b})`),
    tie('path').map((a) => `${a}[0]`),
    tie('path').map((a) => `${a}[id = "x"].a`),
  ),
}));

it('random ones give the same over random bodies', { timeout: 30_000 }, async () => {
  let sure = 0;
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'id'), value, { maxKeys: 3 });
  await fc.assert(
    fc.asyncProperty(text, object, value, async (expression, body, v) => {
      if (await same(expression, body, { v })) sure++;
    }),
    { numRuns: 4_000, seed: 20_261_130 },
  );
  expect(sure).toBeGreaterThan(1_000);
});
