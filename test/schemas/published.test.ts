/** What is published is what the schemas are. */
import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaFiles } from '../../scripts/schemas.js';
import { readSource } from '../../src/reading/source.js';
import { publishedSchemas } from '../../src/schemas/published.js';
import { decisionSchema } from '../../src/schemas/decision.js';
import { commandSchema } from '../../src/schemas/command.js';
import { factSchema, timelineLineSchema } from '../../src/schemas/fact.js';
import { ticketSchema } from '../../src/schemas/ticket.js';
import { readBy } from '../../src/schemas/read.js';
import { COMMANDS, type CommandName } from '../../src/domain/ticket/commands.js';

const files = await schemaFiles();

it.each([...files.keys()])('%s is current; `npm run schemas` writes it', async (path) => {
  expect(await readFile(path, 'utf8')).toBe(files.get(path));
});

it('nothing else lies in docs/schemas/', async () => {
  const there = (await readdir('docs/schemas')).map((name) => `docs/schemas/${name}`);
  expect(there.sort()).toEqual([...files.keys()].filter((path) => path.startsWith('docs/schemas/')).sort());
});

describe.each(Object.entries(publishedSchemas()))('%s', (_name, schema) => {
  it('says of each of its keys what it is, and has an example', () => {
    const bare: string[] = [];
    const walk = (part: unknown, path: string) => {
      if (typeof part !== 'object' || part === null) return;
      for (const [key, one] of Object.entries((part as { properties?: object }).properties ?? {}) as [
        string,
        Described,
      ][]) {
        const isFixed = one.const !== undefined;
        if (!isFixed && (one.description === undefined || (one.type ?? one.anyOf) === undefined))
          bare.push(`${path}.${key}`);
        walk(one, `${path}.${key}`);
      }
      for (const one of (part as { oneOf?: unknown[] }).oneOf ?? []) walk(one, path);
    };
    walk(schema, '');
    expect(bare.filter((path) => !/\.priority\.(from|to)$/.test(path))).toEqual([]);
    expect(schema.examples?.length).toBeGreaterThan(0);
    expect(schema.title).toBeTypeOf('string');
  });
});

interface Described {
  description?: string;
  type?: unknown;
  anyOf?: unknown;
  const?: unknown;
}

it('every example is one', () => {
  const schemas = {
    ticket: ticketSchema(),
    fact: factSchema(),
    'timeline-line': timelineLineSchema(),
    decision: decisionSchema,
    ...Object.fromEntries(
      Object.entries(COMMANDS).map(([name, { shell }]) => [`command-${shell}`, commandSchema(name as CommandName)]),
    ),
  };
  const published = publishedSchemas();
  expect(Object.keys(schemas)).toEqual(Object.keys(published));
  for (const [name, schema] of Object.entries(schemas)) {
    for (const example of published[name]!.examples ?? [])
      expect([name, readBy(schema, example)]).toEqual([name, expect.objectContaining({ warnings: [] })]);
  }
});

describe('policy.json', async () => {
  const text = await readFile('docs/schemas/policy.json', 'utf8');
  const schema = JSON.parse(text) as z.core.JSONSchema.JSONSchema;
  const published = z.fromJSONSchema(schema);

  it('says of each value what it may be', () => {
    const bare: string[] = [];
    const walk = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      const { properties = {}, items, additionalProperties, anyOf = [], $defs = {} } = part as Parts;
      for (const [key, one] of Object.entries({ ...properties, ...$defs })) {
        const says = Object.keys(one as object).filter(
          (word) => !['description', 'default', 'examples'].includes(word),
        );
        if (says.length === 0) bare.push(`${path}.${key}`);
        walk(one, `${path}.${key}`);
      }
      for (const one of [items, additionalProperties, ...anyOf]) walk(one, path);
    };
    walk(schema, '');
    expect(bare).toEqual([]);
  });

  it.each(readdirSync('policies').filter((name) => name.endsWith('.yaml')))('takes policies/%s', async (name) => {
    const { value } = readSource(await readFile(`policies/${name}`, 'utf8'), name);
    expect(published.safeParse(value).error?.issues ?? []).toEqual([]);
  });

  it.each([
    ['a length without a unit', { cooldown: 4 }],
    ['a tier without a name', { tiers: [{ group: 'a' }, { name: 'L2', group: 'b' }] }],
    ['a condition that is none', { rules: [{ name: 'a', when: { idel: '2h' }, to: 'L2' }] }],
    ['half a percent sign', { rules: [{ name: 'a', when: { sla_used: 75 }, to: 'L2' }] }],
  ])('does not take %s', async (_what, wrong) => {
    const { value } = readSource(await readFile('policies/default.yaml', 'utf8'), 'default');
    expect(published.safeParse({ ...(value as object), ...wrong }).success).toBe(false);
  });
});

interface Parts {
  properties?: object;
  items?: unknown;
  additionalProperties?: unknown;
  anyOf?: unknown[];
  $defs?: object;
}
