/** Lines that are read without a schema are read as the schema reads them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlainLines } from '../../src/cli/plain-lines.js';
import { timelineLineSchema } from '../../src/schemas/fact.js';
import { namesOf } from '../../src/schemas/known-names.js';
import { readBy } from '../../src/schemas/read.js';
import { DEFAULT_POLICY } from '../support/domain/policies.js';

const names = namesOf(DEFAULT_POLICY);
const schema = timelineLineSchema(names);
const plain = new PlainLines(names);

const instant = fc.constantFrom(
  '2026-01-05T09:00:00Z',
  '2026-01-05T09:00:00.250Z',
  '2026-01-05T10:00+01:00',
  '1970-01-01T00:00:00Z',
  'soon',
  5,
  null,
);
const word = fc.constantFrom(
  'open',
  'Open',
  'open ',
  'pending',
  'solved',
  'high',
  'HIGH',
  'huge',
  'enterprise',
  '',
  'a\nb',
  7,
  null,
);
const number = fc.constantFrom(-1, -0, 0, 0.5, 1, 1.5, 24, '24', null);
const common = {
  at: instant,
  ticketId: fc.constantFrom('T-1', 'T-1', 'T-1', 'T 1', 5),
  arrives: instant,
  eventId: fc.constantFrom('e1', '', 'a\tb', null),
};
const requiredKeys = ['type', 'at', 'ticketId'];
const ticket = fc.record(
  {
    status: word,
    priority: word,
    customerTier: word,
    slaHours: number,
    createdAt: instant,
    tags: fc.constant(['x']),
    type: word,
  },
  { requiredKeys: ['status', 'priority', 'customerTier', 'slaHours'] },
);
const ofType = (type: string, more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ type: fc.constant(type), ...common, ...more }, { requiredKeys: [...requiredKeys] as never[] });
const line: fc.Arbitrary<object> = fc.oneof(
  ofType('customer_replied'),
  ofType('resolution_confirmed', { constructor: fc.constant(1), score: number }),
  ofType('sentiment_scored', { score: number }),
  ofType('ticket_changed', {
    ...{ status: word, priority: word, slaHours: number },
    fields: fc.constantFrom({ product: 'x' }, { product: null }, { product: 5 }, null),
  }),
  ofType('created', { ticket }),
  ofType('acknowledged', { by: word }),
  ofType('toString'),
);

it('what is read is right, needs no word about it, and is the same', () => {
  let read = 0;
  fc.assert(
    fc.property(line, (one) => {
      const copy = () => structuredClone(one) as Record<string, unknown>;
      const event = plain.read(copy(), 3);
      if (event === undefined) return;
      read++;
      const bySchema = readBy(schema, one, names.closing);
      expect(bySchema).toMatchObject({ warnings: [] });
      const { value } = bySchema as unknown as { value: Record<string, unknown> };
      const { at, arrives = at, eventId = '\n3' } = value;
      expect(event.at).toBe(arrives);
      const again = plain.readAgain(copy(), 3);
      expect(again).toEqual(event);
      if ('fact' in event) {
        const { arrives: _arrives, ticketId, ...fact } = value;
        const given = Object.fromEntries(Object.entries(fact).filter(([, field]) => field !== undefined));
        expect(event).toEqual({ at: arrives, ticketId, fact: { ...given, eventId } });
        // Each key of a change is a field that has changed.
        if (event.fact.type === 'ticket_changed') {
          expect(event.fact).toStrictEqual({ ...given, eventId });
          expect(again).toStrictEqual(event);
        }
      } else {
        const { ticket: told } = value as { ticket: { createdAt?: number } };
        const given = Object.fromEntries(Object.entries(told).filter(([, field]) => field !== undefined));
        expect(event).toMatchObject({
          type: 'created',
          eventId,
          ticket: { createdAt: at, ...given, ticketId: value['ticketId'] },
        });
      }
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(20);
});

it.each([
  { type: 'customer_replied' },
  { type: 'agent_replied', eventId: 'mail-1', arrives: '2026-01-05T09:05:00Z' },
  { type: 'sentiment_scored', score: -0.7 },
  { type: 'ticket_changed', status: 'pending', tags: ['a'], fields: { product: null } },
  { type: 'resolution_confirmed' },
  { type: 'created', ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 } },
])('$type needs no schema', (one) => {
  expect(plain.read({ at: '2026-01-05T09:00:00Z', ticketId: 'T-1', ...one }, 1)).toBeDefined();
});
