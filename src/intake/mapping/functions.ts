/** What an expression may call: of JSONata what is quick, bounded and always says the same, and a few of our own. */
import { createHash } from 'node:crypto';
import { iso, parseInstant } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import { readDuration } from '../../reading/duration.js';
import { plainText } from './plain-text.js';

/** JSONata's own. Not among them: what evaluates texts, takes patterns, depends on chance or the clock, or grows fast. */
export const BUILT_IN: readonly string[] = [
  'abs',
  'append',
  'average',
  'boolean',
  'ceil',
  'contains',
  'count',
  'each',
  'exists',
  'filter',
  'floor',
  'join',
  'keys',
  'length',
  'lookup',
  'lowercase',
  'map',
  'max',
  'merge',
  'min',
  'not',
  'number',
  'reduce',
  'replace',
  'reverse',
  'round',
  'sift',
  'single',
  'sort',
  'split',
  'string',
  'substring',
  'substringAfter',
  'substringBefore',
  'sum',
  'trim',
  'type',
  'uppercase',
];

/** JSONata's others. No expression can reach them. */
export const CLOSED: readonly string[] = [
  'assert',
  'base64decode',
  'base64encode',
  'clone',
  'decodeUrl',
  'decodeUrlComponent',
  'distinct',
  'encodeUrl',
  'encodeUrlComponent',
  'error',
  'eval',
  'formatBase',
  'formatInteger',
  'formatNumber',
  'fromMillis',
  'match',
  'millis',
  'now',
  'pad',
  'parseInteger',
  'power',
  'random',
  'shuffle',
  'spread',
  'sqrt',
  'toMillis',
  'zip',
];

/** Something a mapping does with a delivery went wrong. The message holds nothing of the delivery. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** It took too long: another time, on a machine that has less to do, it may not. */
  readonly isSlow: boolean;

  constructor(message: string, { isSlow = false, cause }: { isSlow?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.isSlow = isSlow;
  }
}

/** Signs that help desks write for "nothing". */
const NOTHING = ['', '-', '--', 'null', 'none', 'nil', 'n/a'];

/** Whether a value says nothing: null, an empty text, or a sign that stands for nothing. */
export function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'string' && NOTHING.includes(value.trim().toLowerCase());
}

/** No help desk is older; what is earlier is the zero of some language. */
const EARLIEST = Date.UTC(1995, 0, 1);

/**
 * An instant as help desks write it: ISO-8601 with a zone and any number of digits, or seconds or milliseconds since 1970.
 * 0 and what says nothing are no instant. @throws ExpressionError for anything else, and for dates that cannot be
 */
export function readWhen(value: unknown): Instant | undefined {
  if (saysNothing(value) || value === 0 || value === '0') return undefined;
  const instant = typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value) ? parseInstant(value) : fromNumber(value);
  if (instant === undefined || Number.isNaN(instant)) throw new ExpressionError('a time is not readable as one');
  if (instant < EARLIEST || instant > Date.UTC(9999, 0, 1)) {
    throw new ExpressionError(`a time is ${iso(instant).slice(0, 10)}, which no ticket can have`);
  }
  return instant;
}

function fromNumber(value: unknown): Instant | undefined {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0 || number > 253_402_300_800_000) return undefined;
  return Math.floor(number < 100_000_000_000 ? number * 1000 : number);
}

/** SHA-256 of values as JSON, in hex; the same for objects that differ in the order of their keys only. */
export function hashOf(...values: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(values.map(sorted)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, sorted(one)]);
}

export interface OwnFunction {
  name: string;
  /** One sentence for docs/integrations/mapping.md. */
  means: string;
  call: (receivedAt: Instant, value: unknown) => unknown;
}

export const OWN: readonly OwnFunction[] = [
  {
    name: 'known',
    means: 'The value, or nothing if it is null, empty, or a sign for nothing (`-`, `none`, `n/a`).',
    call: (_now, value) => (saysNothing(value) ? undefined : value),
  },
  {
    name: 'instant',
    means: 'A time (ISO-8601, or seconds or milliseconds since 1970) as ISO-8601 with milliseconds; nothing for 0.',
    call: (_now, value) => {
      const instant = readWhen(value);
      return instant === undefined ? undefined : iso(instant);
    },
  },
  {
    name: 'seconds',
    means: 'A time as seconds since 1970; nothing for 0.',
    call: (_now, value) => {
      const instant = readWhen(value);
      return instant === undefined ? undefined : instant / 1000;
    },
  },
  {
    name: 'plain',
    means:
      'The words of a text that may be HTML: without tags, comments and quoted mails; nothing for what is no text.',
    call: (_now, value) => (typeof value === 'string' ? plainText(value) : undefined),
  },
  {
    name: 'sha256',
    means: 'The SHA-256 of a value as JSON, in hex; the order of keys does not matter.',
    call: (_now, value) => hashOf(value),
  },
  {
    name: 'word',
    means:
      'A text, number or truth value as a text in small letters without blanks around it; nothing for what says nothing.',
    call: (_now, value) => {
      const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
      return isScalar && !saysNothing(value) ? String(value).trim().toLowerCase() : undefined;
    },
  },
  {
    name: 'window',
    means: 'The number of the span of this length (`"2h"`) in which the delivery was received.',
    call: (now, length) => {
      const span = readDuration(length);
      if ('message' in span) throw new ExpressionError('$window needs a length of time such as "2h"');
      return Math.floor(now / span.value);
    },
  },
];
