/** What of a fact is news to a ticket that may have heard it by a webhook. */
import { describe, expect, it } from 'vitest';
import type { FactLine } from '../../src/intake/mapping/facts.js';
import { newsOf, type StoredTicket } from '../../src/reconcile/news.js';

const AT = Date.parse('2026-11-29T09:30:00.500Z');
const step = { from: 'L1', to: 'L2', rule: 'x', at: AT + 60_000, groupBefore: 'one', priorityBefore: 'normal' };
const known: StoredTicket = {
  ...{ status: 'open', priority: 'high', customerTier: 'gold', slaHours: 24, assigneeGroup: 'two' },
  factAt: { status: AT, priority: AT, customerTier: AT, slaHours: AT, assigneeGroup: AT },
  ...{ seenIds: ['message:1'], tags: ['a', 'b'], fields: { product: 'router' } },
  steps: [{ ...step, groupSetByPerson: false, prioritySetByPerson: false }],
};

const line = (rest: object): FactLine =>
  ({ at: '2026-11-29T09:31:00Z', ticketId: 'T', eventId: 'e', ...rest }) as FactLine;
const changed = (rest: object) => line({ type: 'ticket_changed', ...rest });

describe('of facts', () => {
  it('a reply is, unless its id was heard', () => {
    expect(newsOf(line({ type: 'customer_replied' }), known, false)).toBeDefined();
    expect(newsOf(line({ type: 'customer_replied', eventId: 'message:1' }), known, false)).toBeUndefined();
  });

  it('that a ticket was created is none: it is known', () => {
    expect(newsOf(line({ type: 'created', ticket: {} }), known, true)).toBeUndefined();
  });
});

describe('of changes', () => {
  it.each<[string, object, object | undefined]>([
    ['another value', { status: 'pending' }, { status: 'pending' }],
    ['the value that is there', { status: 'open' }, undefined],
    ['an older one', { status: 'pending', at: '2026-11-29T09:29:59Z' }, undefined],
    [
      'one of the same second, which may be the later one',
      { status: 'pending', at: '2026-11-29T09:30:00Z' },
      { status: 'pending' },
    ],
    ['what is new of several', { status: 'open', slaHours: 8 }, { slaHours: 8 }],
    ['the same tags in another order', { tags: ['b', 'a'] }, undefined],
    ['other tags', { tags: ['a'] }, { tags: ['a'] }],
    ['the same fields', { fields: { product: 'router' } }, undefined],
    ['a field that was removed and is not there', { fields: { other: null } }, undefined],
    ['a field that is removed', { fields: { product: null } }, { fields: { product: null } }],
  ])('%s', (_what, told, wanted) => {
    const news = newsOf(changed(told), known, false);
    const { at: _at, ticketId: _id, eventId: _event, type: _type, ...rest } = news ?? ({} as FactLine);
    expect(news === undefined ? undefined : rest).toEqual(wanted);
  });

  it.each([
    ['priority', 'normal'],
    ['assigneeGroup', 'one'],
  ])('the %s of before the engine raised it is no decision of a person', (field, value) => {
    const later = { [field]: value, at: '2026-11-29T10:00:00Z' };
    expect(newsOf(changed(later), known, true)).toBeUndefined();
    // Told as a change after that, it is one.
    expect(newsOf(changed(later), known, false)).toBeDefined();
    expect(newsOf(changed({ [field]: value }), known, false)).toBeUndefined();
  });
});
