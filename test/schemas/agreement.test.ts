/** What the schemas let through, the workflow takes as it is; what the workflow refuses, they refuse. Both are made of the same limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldValue, type Field } from '../../src/domain/forms/field.js';
import { FACTS, TICKET_CHANGES } from '../../src/domain/forms/messages.js';
import { COMMANDS, type AnyCommand, type CommandName } from '../../src/domain/ticket/commands.js';
import type { Fact } from '../../src/domain/ticket/facts.js';
import { iso } from '../../src/domain/time/instant.js';
import { commandSchema } from '../../src/schemas/command.js';
import { factSchema } from '../../src/schemas/fact.js';
import { jsonSchemaOf } from '../../src/schemas/published.js';
import { readBy, type Read } from '../../src/schemas/read.js';
import { FormError, readCommand, readFact } from '../../src/workflows/forms.js';
import { codePoint } from '../support/code-point.js';

const RUNS = { numRuns: 4_000 };

/** Values at the edges of what any field takes, and beside them. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'open',
    '',
    ' ',
    'open ',
    'a'.repeat(100),
    'a'.repeat(101),
    'a'.repeat(200),
    'a'.repeat(201),
  ),
  fc.constantFrom<unknown>(
    'two\nlines',
    'a\u0000',
    'a\u0085b',
    '\u200b',
    'o\u200bpen',
    '\ud800',
    '😀',
    'previous',
    'base',
  ),
  fc.constantFrom<unknown>('2026-01-05T09:00:00Z', '2026-01-05T09:00:00.123+02:00', '2026-02-30T09:00:00Z', 'noon'),
  fc.constantFrom<unknown>('1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '2026-01-05T09:00:00'),
  fc.constantFrom<unknown>(0, -0, 1, -1, 1.0001, -1.0001, 24, 87_600, 87_600.5, 1e9, NaN, Infinity, 5n),
  fc.constantFrom<unknown>(null, undefined, true, [], {}, ['open'], { $ne: null }),
  fc.string({ unit: codePoint, maxLength: 210 }),
  fc.double(),
);

function judged<T>(read: () => T): T | 'refused' {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormError) return 'refused';
    throw error;
  }
}

/** What fits each key, so that whole messages fit often enough. */
const FITTING: Record<string, unknown> = {
  ...{
    eventId: 'e-1',
    at: '2026-01-05T09:00:00Z',
    score: -0.5,
    commandId: 'c-1',
    by: 'ann',
    to: 'base',
    until: '2026-01-06T09:00:00Z',
  },
  ...{ status: 'open', priority: 'high', customerTier: 'gold', slaHours: 8, assigneeGroup: 'night' },
};

function record(keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const ofKey = (key: string) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(FITTING[key]) }, { weight: 2, arbitrary: value });
  return fc.record(Object.fromEntries(keys.map((key) => [key, ofKey(key)])), { requiredKeys: [] });
}

/** As a signal or an update carries it. */
function onTheWire(fields: Record<string, unknown>): Record<string, unknown> {
  const isInstant = (key: string) => key === 'at' || key === 'until';
  const written = Object.entries(fields).map(([key, one]) => [
    key,
    isInstant(key) && one !== undefined ? iso(one as number) : one,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(written))) as Record<string, unknown>;
}

function isReadAsItIs(read: Read<unknown>): boolean {
  return 'value' in read && read.warnings.length === 0;
}

describe.each(Object.keys(FACTS) as Fact['type'][])('%s', (type) => {
  const keys = ['eventId', 'at', ...Object.keys(FACTS[type])];

  it('that a schema lets through is taken as it is', () => {
    let taken = 0;
    fc.assert(
      fc.property(record(keys), (fields) => {
        const read = readBy(factSchema(), { type, ...fields });
        if ('problems' in read) return;
        taken++;
        const { type: _type, eventId = 'e', ...rest } = read.value;
        const sent = onTheWire({ eventId, ...rest });
        expect(readFact(type, sent, 7)).toEqual({ type, at: 7, ...JSON.parse(JSON.stringify({ eventId, ...rest })) });
      }),
      RUNS,
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('that the workflow refuses, a schema refuses, or reads as something else and says so', () => {
    let refused = 0;
    fc.assert(
      fc.property(record(keys), (fields) => {
        const whole = { ...fields, eventId: fields['eventId'] ?? 'e' };
        if (judged(() => readFact(type, whole, 7)) !== 'refused') return;
        refused++;
        expect(isReadAsItIs(readBy(factSchema(), { type, ...whole }))).toBe(false);
      }),
      RUNS,
    );
    expect(refused).toBeGreaterThan(500);
  });
});

describe.each(Object.keys(COMMANDS) as CommandName[])('the command %s', (name) => {
  const { arguments: given } = COMMANDS[name] as unknown as AnyCommand;

  it('is judged by both alike', () => {
    const keys = ['commandId', 'by', ...Object.keys(given)];
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(record(keys), (fields) => {
        const read = readBy(commandSchema(name), fields);
        const whole = { ...fields, commandId: fields['commandId'] ?? 'c' };
        const taken = judged(() => readCommand(name, whole));
        outcomes.add('value' in read);
        if ('value' in read) {
          const sent = onTheWire({ ...read.value, commandId: read.value.commandId ?? 'c' });
          expect(judged(() => readCommand(name, sent))).not.toBe('refused');
        }
        if (taken === 'refused') expect(isReadAsItIs(read)).toBe(false);
      }),
      RUNS,
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });
});

it('JSON Schema says no to nothing that a schema takes', () => {
  const published = z.fromJSONSchema(jsonSchemaOf(factSchema()));
  const arbitrary = fc
    .constantFrom(...(Object.keys(FACTS) as Fact['type'][]))
    .chain((type) => record(['eventId', 'at', ...Object.keys(FACTS[type])]).map((fields) => ({ type, ...fields })));
  let taken = 0;
  fc.assert(
    fc.property(arbitrary, (fact) => {
      const read = readBy(factSchema(), fact);
      // Words are tidied before they are measured.
      if ('problems' in read || read.warnings.length > 0) return;
      taken++;
      const sent = JSON.parse(JSON.stringify(fact)) as unknown;
      expect(published.safeParse(sent).error?.issues ?? []).toEqual([]);
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(200);
});

it('JSON Schema refuses what a schema refuses of single fields, but for what no schema can say', () => {
  const fields: [string, Field][] = Object.entries(TICKET_CHANGES).map(([key, { field }]) => [key, field]);
  for (const [key, field] of fields) {
    const published = z.fromJSONSchema(jsonSchemaOf(factSchema()));
    for (const wrong of ['a\nb', 'a'.repeat(101), '', 0, -1, 1e9, true, [], {}]) {
      if (fieldValue(field, wrong) !== undefined) continue;
      expect([key, wrong, published.safeParse({ type: 'ticket_changed', [key]: wrong }).success]).toEqual([
        key,
        wrong,
        false,
      ]);
    }
  }
});
