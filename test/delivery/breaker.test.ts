/** When a channel is let alone, and when it is tried again. */
import { describe, expect, test } from 'vitest';
import {
  afterSend,
  CLOSED,
  FAILURES,
  isAsked,
  letThrough,
  LONGEST_ASKED_MS,
  OPEN_MS,
  openFor,
  type Breaker,
  type SendEnd,
} from '../../src/delivery/breaker.js';

const NOW = 1_000_000;
const GOOD: SendEnd = { kind: 'good' };
const BAD: SendEnd = { kind: 'bad', why: 'HTTP 503' };
const REFUSED: SendEnd = { kind: 'refused', why: 'invalid_auth' };
const asked = (afterMs: number): SendEnd => ({ kind: 'asked', why: 'rate limited', afterMs });
const after = (ends: SendEnd[], from: Breaker = CLOSED, now = NOW) =>
  ends.reduce((breaker, end) => afterSend(breaker, end, now), from);
const times = (count: number, end: SendEnd) => Array.from({ length: count }, () => end);

describe('closed', () => {
  test('lets everything through, and single failures do not change that', () => {
    for (const ends of [[], [BAD], times(FAILURES - 1, BAD), [BAD, GOOD, ...times(FAILURES - 1, BAD)]]) {
      expect(openFor(after(ends), NOW)).toBe(0);
      expect(letThrough(after(ends), NOW)).toEqual(after(ends));
    }
  });

  test.each<[string, SendEnd[], number]>([
    ['failures in a row', times(FAILURES, BAD), OPEN_MS],
    ['refused credentials', [REFUSED], OPEN_MS],
    ['a provider’s wish', [asked(7_000)], 7_000],
    ['a long wish, which is meant for one target', [asked(900_000)], LONGEST_ASKED_MS],
  ])('is opened by %s', (_, ends, forMs) => {
    expect(openFor(after(ends), NOW)).toBe(forMs);
    expect(openFor(after(ends), NOW + forMs - 1)).toBe(1);
    expect(openFor(after(ends), NOW + forMs)).toBe(0);
  });
});

describe('open', () => {
  const open = after(times(FAILURES, BAD));

  test('is closed by one success, and counts from nothing then', () => {
    expect(after([GOOD], open)).toEqual(CLOSED);
    expect(openFor(after([GOOD, BAD], open), NOW)).toBe(0);
  });

  test('becomes half open: one trial, and no other before that one has had its time', () => {
    const later = NOW + OPEN_MS;
    expect(openFor(open, later)).toBe(0);
    const trying = letThrough(open, later);
    expect(openFor(trying, later)).toBe(OPEN_MS);
    expect(after([GOOD], trying, later + 1)).toEqual(CLOSED);
    expect(openFor(after([BAD], trying, later + 5), later + 5)).toBe(OPEN_MS);
    expect(openFor(trying, later + OPEN_MS)).toBe(0);
  });

  test('at a provider’s wish is closed by nothing but time', () => {
    const told = after([asked(7_000)]);
    expect(after([GOOD], told)).toEqual(told);
    expect(after([BAD, REFUSED, asked(1_000)], told)).toEqual(told);
    expect(openFor(after([asked(9_000)], told), NOW)).toBe(9_000);
    expect([isAsked(told, NOW + 6_999), isAsked(told, NOW + 7_000)]).toEqual([true, false]);
    expect(after([GOOD], told, NOW + 7_000)).toEqual(CLOSED);
  });

  test('for other reasons is no wish of a provider’s', () => {
    expect([isAsked(open, NOW), isAsked(after([REFUSED]), NOW), isAsked(CLOSED, NOW)]).toEqual([false, false, false]);
    expect(isAsked(after([asked(2_000)], open), NOW)).toBe(true);
    expect(isAsked(letThrough(after([asked(2_000)]), NOW + 2_000), NOW + 2_000)).toBe(false);
  });
});
