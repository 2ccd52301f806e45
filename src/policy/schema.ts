/**
 * The YAML form of a policy: the one place that knows its keys, their meaning and their defaults. docs/policy.md is held
 * against the descriptions here by a test.
 */
import { z } from 'zod';
import { CHANNELS, CHANNEL_NAMES, type ChannelName } from '../channels/definitions.js';
import { readDuration } from '../reading/duration.js';
import { readRuleName, readText, readTierName } from '../reading/names.js';
import { readCount, readSentiment } from '../reading/numbers.js';
import { readPercentage } from '../reading/percentage.js';
import { absence, isWrong, shown, type Reading } from '../reading/scalar.js';

export const DEFAULT_COOLDOWN = '4h';
export const DEFAULT_PRIORITIES = ['low', 'normal', 'high', 'urgent'];

/** A scalar, read by one function that says what is wrong and what would be right. */
function scalar<T>(read: (value: unknown) => Reading<T>) {
  return z.unknown().transform((value, context): T => {
    const reading = read(value);
    if (!isWrong(reading)) return reading.value;
    context.addIssue({ code: 'custom', message: reading.message, params: { expected: reading.expected } });
    return z.NEVER;
  });
}

function choice<T extends string | number | boolean>(...choices: T[]) {
  const expected = `write ${choices.join(' or ')}`;
  return scalar((value): Reading<T> => {
    const absent = absence(value, expected);
    if (absent) return absent;
    const chosen = choices.find((one) => one === value);
    return chosen === undefined ? { message: `${shown(value)} is not possible here`, expected } : { value: chosen };
  });
}

const text = (expected?: string) => scalar((value) => readText(value, expected));
const texts = () => z.array(text()).min(1);

export const CONDITION_KEYS = ['resolution_confirmed', 'sentiment_at_least'] as const;

const addressOn = (channel: ChannelName) => {
  const { read, target } = CHANNELS[channel];
  return scalar(read).optional().describe(target);
};

const target = z.strictObject(
  Object.fromEntries(CHANNEL_NAMES.map((channel) => [channel, addressOn(channel)])) as {
    [C in ChannelName]: ReturnType<typeof addressOn>;
  },
);

const tier = z.strictObject({
  name: scalar(readTierName).describe(
    'The name rules and decisions call the tier by; unique, not `next`, `previous` or `base`.',
  ),
  group: text('the name of a group of agents').describe(
    'The group a ticket is assigned to while it stands on this tier.',
  ),
  notify: z
    .array(target)
    .default([])
    .describe(
      'Who is told when a ticket comes to this tier or is given up by it; each entry is one target on one channel.',
    ),
});

const when = z.strictObject({
  sla_used: scalar(readPercentage)
    .optional()
    .describe('This much of the time from creation to the end of the SLA has passed.'),
  idle: scalar((value) => readDuration(value))
    .optional()
    .describe('Nobody has done anything on the ticket for this long.'),
  stalled: scalar((value) => readDuration(value))
    .optional()
    .describe('The last transition was an escalation, it is this old, and no agent has replied since.'),
  sentiment_below: scalar(readSentiment).optional().describe('The latest sentiment score is lower than this.'),
  customer_replies: scalar((value) => readCount(value, 1))
    .optional()
    .describe('The customer has replied at least this many times.'),
  status: texts().optional().describe('The status of the ticket is one of these.'),
  customer_tier: texts().optional().describe('The tier of the customer is one of these.'),
  tier: texts().optional().describe('The ticket stands on one of these tiers of the ladder.'),
  priority: texts().optional().describe('The priority of the ticket is one of these.'),
});

const rule = z.strictObject({
  name: scalar(readRuleName).describe('The name the log gives as the reason; unique, `manual` is reserved.'),
  when: when.describe('The conditions, one or more; the rule holds when all of them do.'),
  to: text('the name of a tier, or next').describe('The tier to climb to, or `next` for one rung up.'),
  bump: scalar((value) => readCount(value, 0))
    .default(0)
    .describe('How many steps the priority rises; of several rules the one with the highest bump wins.'),
  bypass_cooldown: choice(true, false).default(false).describe('Whether the rule escalates during a cooldown too.'),
});

const deEscalation = z.strictObject({
  when: z
    .strictObject({
      resolution_confirmed: choice(true).optional().describe('The customer has confirmed that the matter is resolved.'),
      sentiment_at_least: scalar(readSentiment).optional().describe('A new sentiment score is this high or higher.'),
    })
    .describe('Exactly one condition.'),
  to: choice('previous', 'base').describe('`previous` takes back the last step, `base` takes back all of them.'),
});

/** The form of a policy file. What spans several places (names that must exist) is in `consistency.ts`. */
export const policyForm = z.strictObject({
  version: choice(1).describe('The version of this form.'),
  tiers: z.array(tier).min(2).describe('The ladder, lowest rung first; a new ticket starts on the first.'),
  priorities: texts().default(DEFAULT_PRIORITIES).describe('The priorities a ticket can have, lowest first.'),
  cooldown: scalar((value) => readDuration(value, { zero: true }))
    .default(4 * 3_600_000)
    .describe('After an escalation, how long no rule escalates the ticket again.'),
  rules: z.array(rule).min(1).describe('What brings a ticket up.'),
  de_escalate: z
    .array(deEscalation)
    .default([])
    .describe('What brings a ticket down again; the first entry that applies is taken.'),
});

export type PolicyForm = z.output<typeof policyForm>;
