/**
 * The YAML form of a policy: the one place that knows its keys, their meaning and their defaults. docs/policy.md is held
 * against the descriptions here by a test.
 */
import { z } from 'zod';
import { CHANNELS, CHANNEL_NAMES, type ChannelName } from '../channels/definitions.js';
import { readDuration } from '../reading/duration.js';
import { readRuleName, readTierName } from '../reading/names.js';
import { readCount, readSentiment } from '../reading/numbers.js';
import { conditions } from './conditions.js';
import { choice, scalar, text, texts } from './scalars.js';

export const DEFAULT_COOLDOWN = '4h';
export const DEFAULT_PRIORITIES = ['low', 'normal', 'high', 'urgent'];

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

const when = conditions();

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
