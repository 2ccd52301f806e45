/** The form of conditions: a reader for each kind of argument, and a key for each predicate that the engine knows. */
import { z } from 'zod';
import { PREDICATES, type PredicateName, type When } from '../domain/rules/predicates/index.js';
import type { ArgumentKind, Arguments } from '../domain/rules/predicates/predicate.js';
import { readDuration } from '../reading/duration.js';
import { readCount, readSentiment } from '../reading/numbers.js';
import { readPercentage } from '../reading/percentage.js';
import { scalar, texts } from './scalars.js';

const READERS: { [K in ArgumentKind]: () => z.ZodType<Arguments[K]> } = {
  percentage: () => scalar(readPercentage),
  length: () => scalar((value) => readDuration(value)),
  score: () => scalar(readSentiment),
  count: () => scalar((value) => readCount(value, 1)),
  names: texts,
  tiers: texts,
  priorities: texts,
};

type Shape = { [K in PredicateName]: z.ZodOptional<z.ZodType<NonNullable<When[K]>>> };

/** The form of `when`, in the order of the definitions. */
export function conditions() {
  const keys = Object.entries(PREDICATES).map(([name, { kind, description }]) => {
    return [name, READERS[kind]().optional().describe(description)];
  });
  return z.strictObject(Object.fromEntries(keys) as Shape);
}
