/** A hundred hostile texts for what lies behind the intake: database keys, queries, paths of APIs, expressions. */
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Calls } from '../../src/client/calls.js';
import { TICKET_ID } from '../../src/domain/forms/field.js';
import { countOpenTickets, listOpenTickets, OPEN_TICKETS } from '../../src/client/list.js';
import { compile } from '../../src/intake/mapping/expression.js';
import { idOf } from '../../src/reconcile/rows.js';
import { keepable } from '../../src/store/archive.js';
import type { StoreError } from '../../src/store/errors.js';
import { decodeKeys, encodeKeys } from '../../src/store/keys.js';
import { bodyOf, RECEIVED, told } from './deliveries.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';

const CASES = HOSTILE_TEXTS.map((text, i) => [i, text] as const);

it('there are more than a hundred', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(100);
});

describe('keys in the database', () => {
  it.each(CASES)('%i: the help desk’s are kept as they are, or refused', (_i, text) => {
    // As JSON gives it: "__proto__" is a key like others.
    const own = JSON.parse(`{${JSON.stringify(text)}: {"deep": ${JSON.stringify(text)}}}`) as Record<string, unknown>;
    const deep = JSON.parse(`{"a": {${JSON.stringify(text)}: 1}}`) as Record<string, unknown>;
    const kept = (fields: Record<string, unknown>) => {
      try {
        return keepable('T-1', fields);
      } catch (error) {
        expect(error).toMatchObject({ trouble: 'unfit' } satisfies Partial<StoreError>);
        return undefined;
      }
    };
    const [key] = Object.keys(kept(own) ?? {});
    // No operator, no path, no prototype, no end in its midst; and none of the engine's own.
    if (key !== undefined) expect(key).toMatch(/^(?!\$)[^.\0]+$/);
    if (key !== undefined) expect(kept(own)).toEqual(own);
    expect(key).not.toBe('__proto__');
    if (!text.includes('\0')) expect(kept(deep)).toEqual(deep);
    else expect(kept(deep)).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each(CASES)('%i: ours come back as they were', (_i, text) => {
    const ours = Object.fromEntries([[text, { [`${text}.b`]: [[1], text] }]]);
    const encoded = encodeKeys(ours);
    for (const key of keysOf(encoded)) expect(key).not.toMatch(/^\$|\./);
    expect(decodeKeys(encoded)).toEqual(ours);
  });

  function keysOf(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, one]) => [key, ...keysOf(one)]);
  }
});

describe('queries to Temporal', () => {
  it.each(CASES)('%i says nothing but what it is', async (_i, text) => {
    const asked: string[] = [];
    const workflow = {
      async *list({ query }: { query: string }) {
        asked.push(query);
        yield* [];
      },
      count: async (query: string) => {
        asked.push(query);
        return { count: 0 };
      },
    };
    const client = { workflow } as unknown as Client;
    const calls = { make: <T>(call: () => Promise<T>) => call() } as unknown as Calls;
    for (const name of ['tier', 'status', 'customerTier', 'policyHash'] as const) {
      await listOpenTickets(client, calls, { [name]: text }, undefined);
      await countOpenTickets(client, calls, { [name]: text });
    }
    expect(asked).toHaveLength(8);
    for (const query of asked) {
      expect(query.startsWith(OPEN_TICKETS)).toBe(true);
      expect(query.slice(OPEN_TICKETS.length).replace(/'[A-Za-z0-9_. -]+'/, "''")).toMatch(
        /^(?: AND [A-Za-z]+ = '')?$/,
      );
    }
  });
});

describe('the address of a webhook', () => {
  it.each(CASES)('%i as a step of it names a ticket or is refused', async (_i, text) => {
    const { account: _account, ...body } = bodyOf('chatwoot', 'resolved') as Record<string, unknown>;
    const outcome = await told('chatwoot', { ...body, messages: [] }, { path: [text] }).catch(
      (error: unknown) => error,
    );
    if (outcome instanceof Error) return expect(outcome).toMatchObject({ status: 422 });
    const { ticketId } = (outcome as Awaited<ReturnType<typeof told>>).facts[0]!;
    expect(ticketId).toMatch(TICKET_ID);
    expect(ticketId).toMatch(/^chatwoot\/.+\/\d+$/);
    expect(ticketId.split('/').some((step) => /^\.*$/.test(step))).toBe(false);
  });
});

describe('paths of help desks’ APIs', () => {
  it.each(CASES)('%i is an id only if it is digits', (_i, text) => {
    const id = idOf(text);
    if (id !== undefined) expect(id).toMatch(/^\d{1,20}$/);
    else expect(text).not.toMatch(/^\d{1,20}$/);
  });
});

describe('expressions', () => {
  it.each(CASES)('%i is one, or a mistake with a sentence; either way it ends', async (_i, text) => {
    const compiled = compile(text);
    if ('message' in compiled) expect(compiled.message).toMatch(/^[^\p{Cc}]+$/u);
    else {
      const body = { a: text.repeat(20), list: Array.from({ length: 500 }, () => text) };
      await compiled.evaluate(body, {}, RECEIVED).catch((error: Error) => {
        expect(error.name).toBe('ExpressionError');
      });
    }
  });

  it.each(CASES)('%i in the hands of each function ends', async (_i, text) => {
    for (const call of [
      '$split(a, b)',
      '$contains(a, b)',
      '$replace(a, b, a)',
      '$substringAfter(a, b)',
      '$word(a)',
      '$join([a, b], b)',
      '$number(a)',
    ]) {
      const compiled = compile(call);
      if ('message' in compiled) throw new Error(compiled.message);
      await compiled.evaluate({ a: text.repeat(50), b: text }, {}, RECEIVED).catch((error: Error) => {
        expect(error.name).toBe('ExpressionError');
      });
    }
  });
});
