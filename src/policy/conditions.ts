/** The form of conditions: a reader for each kind of argument, and a key for each predicate that the engine knows. */
import { z } from 'zod';
import { CLOCKS } from '../domain/rules/policy.js';
import { PREDICATES, type PredicateName, type When } from '../domain/rules/predicates/index.js';
import type { ArgumentKind, Arguments } from '../domain/rules/predicates/predicate.js';
import { SCORES } from '../domain/ticket/limits.js';
import { readDuration } from '../reading/duration.js';
import { readCount } from '../reading/numbers.js';
import { readPercentage } from '../reading/percentage.js';
import { isWrong, type ScalarReading } from '../reading/scalar.js';
import {
  choice,
  count,
  duration,
  DURATION_OR_NONE,
  percentage,
  PERCENTAGE,
  scalar,
  sentiment,
  text,
  texts,
} from './scalars.js';

/** `2h`, or `{ for: 2h, calendar: office }`. */
export const length = () =>
  z.union([
    duration(),
    z.strictObject({
      for: duration().describe('So much open time.'),
      calendar: calendarName().describe('The calendar whose open time counts.'),
    }),
  ]);

export const calendarName = () => text('the name of a calendar');

/** A share of a target where a length of time is asked for, and the other way round, are what one may well write. */
const used = () =>
  scalar(
    (value) => mistaken(readPercentage(value), readDuration(value), 'a percentage of the target, or left'),
    PERCENTAGE,
  );
const left = () =>
  scalar(
    (value) => mistaken(readDuration(value, { zero: true }), readPercentage(value), 'a length of time, or used'),
    DURATION_OR_NONE,
  );

function mistaken(read: ScalarReading<number>, other: ScalarReading<number>, expected: string): ScalarReading<number> {
  return isWrong(read) && !isWrong(other) ? { ...read, expected } : read;
}

const clockMark = () =>
  z
    .strictObject({
      of: choice(...CLOCKS).describe('The clock.'),
      used: used().optional().describe('So much of its target has been used.'),
      left: left().optional().describe('So much of its target is left.'),
    })
    .transform(({ of, used, left }) => (used === undefined ? { of, left: left! } : { of, used }));

function readLast(value: unknown) {
  const read = readCount(value, 1);
  if (isWrong(read) || read.value <= SCORES) return read;
  return { message: `${read.value} is too many`, expected: `at most ${SCORES}` };
}

const READERS: { [K in ArgumentKind]: () => z.ZodType<Arguments[K]> } = {
  percentage,
  length,
  score: sentiment,
  count: () => count(1),
  names: texts,
  tiers: texts,
  priorities: texts,
  clockMark,
  clocks: () => z.array(choice(...CLOCKS)).min(1),
  scores: () =>
    z.strictObject({
      last: scalar(readLast, { type: 'integer', minimum: 1, maximum: SCORES }).describe('How many of the last scores.'),
      below: sentiment().describe('Their mean is lower than this.'),
    }),
  calendar: calendarName,
  fields: () => z.record(z.string(), texts()),
};

type Shape = { [K in PredicateName]: z.ZodOptional<z.ZodType<NonNullable<When[K]>>> } & {
  any: z.ZodOptional<z.ZodType<When[]>>;
  all: z.ZodOptional<z.ZodType<When[]>>;
  not: z.ZodOptional<z.ZodType<When>>;
};

const predicates = Object.entries(PREDICATES).map(([name, { kind, description }]) => {
  return [name, READERS[kind]().optional().describe(description)];
});

const again = z.lazy((): z.ZodType<When> => when as unknown as z.ZodType<When>);

/** The form of `when`, in the order of the definitions. */
export const when = z.strictObject({
  ...Object.fromEntries(predicates),
  any: z.array(again).min(1).optional().describe('One of these conditions holds.'),
  all: z.array(again).min(1).optional().describe('All of these conditions hold.'),
  not: again.optional().describe('This condition does not hold.'),
} as Shape);

/** The same form where the docs need not say it again. */
export const unless = again;
