/**
 * The YAML form of a policy: the one place that knows its keys, their meaning and their defaults. docs/policy.md is held
 * against the descriptions here by a test.
 */
import { z } from 'zod';
import { CHANNELS, CHANNEL_NAMES, type ChannelName } from '../channels/definitions.js';
import { ACKNOWLEDGED_FOR, ENDING_FACTS } from '../domain/rules/policy.js';
import { DURATION_SCHEMA, readDuration } from '../reading/duration.js';
import { readRuleName, readTierName, RULE_NAME_SCHEMA } from '../reading/names.js';
import type { ScalarReading } from '../reading/scalar.js';
import { calendarName, length, unless, when } from './conditions.js';
import { part } from './parts.js';
import { addressOrWho, choice, count, duration, scalar, sentiment, text, texts, type JsonSide } from './scalars.js';
import { readDateTime, readDays } from './time/dates.js';
import { readHolidays } from './time/holidays.js';
import { readHours, WEEKDAYS } from './time/hours.js';
import { readTurn } from './time/turns.js';
import { readTimeZone } from './time/zone-names.js';

export const DEFAULT_PRIORITIES = ['low', 'normal', 'high', 'urgent'];

/** What a ticket remembers of each rule goes with each of its writes. */
const RULES = 100;

export const CONDITION_KEYS = ['resolution_confirmed', 'sentiment_at_least'] as const;

const WHO = 'the name of a person or of a rotation';
const ZONE: JsonSide = { type: 'string', examples: ['Europe/Berlin'] };
const LOCAL: JsonSide = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}',
  examples: ['2026-01-05T09:00'],
};
const SLOTS: JsonSide = {
  type: 'array',
  items: { type: 'string', pattern: '^\\d{2}:\\d{2}-\\d{2}:\\d{2}$', examples: ['09:00-17:30'] },
};
const A_DAY = `(?:${WEEKDAYS.join('|')})`;
const HOURS: JsonSide = {
  type: 'object',
  properties: Object.fromEntries(['mon-fri', ...WEEKDAYS].map((days) => [days, SLOTS])),
  patternProperties: { [`^${A_DAY}-${A_DAY}$`]: SLOTS },
  additionalProperties: false,
};
const DATE: JsonSide = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-12-24'] };
const DAYS: JsonSide = { type: 'object', propertyNames: DATE, additionalProperties: SLOTS };
const COUNTRY: JsonSide = {
  type: 'object',
  properties: {
    country: { type: 'string', description: 'Its two letters: its public holidays.', examples: ['DE'] },
    region: { type: 'string', description: 'The code of one of its regions.', examples: ['BE'] },
  },
  required: ['country'],
  additionalProperties: false,
};
const HOLIDAYS: JsonSide = { type: 'array', items: { anyOf: [DATE, COUNTRY] } };

const address = (channel: ChannelName, { orWho = false } = {}) => {
  const { read, target: form, examples } = CHANNELS[channel];
  return scalar(orWho ? addressOrWho(read) : read, { type: 'string', examples: [...examples] })
    .optional()
    .describe(orWho ? `${form.slice(0, -1)}; or a person or rotation.` : form);
};

const onEachChannel = (options?: { orWho: boolean }) =>
  Object.fromEntries(CHANNEL_NAMES.map((channel) => [channel, address(channel, options)])) as {
    [C in ChannelName]: ReturnType<typeof address>;
  };

const target = z.strictObject({
  ...onEachChannel({ orWho: true }),
  mention: text(WHO).optional().describe('A person or rotation that the message names.'),
  hours: calendarName()
    .optional()
    .describe('A calendar: what is decided outside its hours waits for the next opening.'),
});

const tier = z.strictObject({
  name: scalar(readTierName, { type: 'string', minLength: 1, maxLength: 64, examples: ['L2'] }).describe(
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

const repeat = z.strictObject({
  every: duration().describe('How long after the rule fired, and how long between one time and the next.'),
  at_most: count(1).optional().describe('How often they are told again at most.'),
});

const rule = z.strictObject({
  name: scalar(readRuleName, { ...RULE_NAME_SCHEMA, examples: [...RULE_NAME_SCHEMA.examples] }).describe(
    'The name the log gives as the reason; unique, `manual` is reserved.',
  ),
  when: when.describe('The conditions, one or more; the rule holds when all of them do.'),
  unless: unless.optional().describe('Conditions as under `when`; while all of them hold the rule does not.'),
  to: text('the name of a tier, or next')
    .optional()
    .describe('The tier to climb to, or `next` for one rung up; either this or `notify`.'),
  notify: z
    .union([choice('here'), z.array(z.lazy(() => target)).min(1)])
    .optional()
    .describe(
      'Whom the rule tells, changing nothing: `here` for the targets of the tier that the ticket stands on, or targets.',
    ),
  bump: count(0)
    .default(0)
    .describe('How many steps the priority rises; of several rules the one with the highest bump wins.'),
  bypass_cooldown: choice(true, false)
    .default(false)
    .describe('Whether the rule fires during a cooldown, and while the ticket is snoozed, too.'),
  repeat: repeat.optional().describe('How its targets are told again until somebody reacts.'),
  heeds_ack: choice(true, false).optional().describe('Whether an acknowledgement holds the rule back.'),
  cooldown: duration({ zero: true })
    .optional()
    .describe('After its escalation, how long no rule escalates the ticket again.'),
  wakes: choice(true, false)
    .optional()
    .describe('Whether its alerts go out at once, whatever the hours of their targets.'),
});

const deEscalation = z.strictObject({
  when: z
    .strictObject({
      resolution_confirmed: choice(true).optional().describe('The customer has confirmed that the matter is resolved.'),
      sentiment_at_least: sentiment().optional().describe('A new sentiment score is this high or higher.'),
    })
    .describe('Exactly one condition.'),
  unless: unless
    .optional()
    .describe('Conditions as under `rules[].when`; while all of them hold the entry does not apply.'),
  to: choice('previous', 'base').describe('`previous` takes back the last step, `base` takes back all of them.'),
});

const calendar = z.strictObject({
  time_zone: scalar(readTimeZone, ZONE).describe('The zone whose local times these are.'),
  hours: part(readHours, HOURS).describe(
    'The slots of weekdays (`mon`) or ranges of them (`mon-thu`); a day that is not named is closed.',
  ),
  holidays: part(readHolidays, HOLIDAYS)
    .optional()
    .describe('Closed days: dates, and countries (or regions of them) whose public holidays are.'),
  days: part(readDays, DAYS)
    .optional()
    .describe('The slots of single dates, in place of their weekday and of any holiday; `[]` is closed.'),
});

const TICKET_OR: JsonSide = { anyOf: [{ const: 'ticket' }, { type: 'string', pattern: DURATION_SCHEMA.pattern }] };

const clockTarget = z.union([
  scalar(ticketOr, TICKET_OR),
  z
    .array(
      z.strictObject({
        priority: texts().optional().describe('For tickets that people have given one of these priorities.'),
        customer_tier: texts().optional().describe('For tickets of customers of these tiers.'),
        tags: texts().optional().describe('For tickets with one of these tags.'),
        is: scalar(ticketOr, TICKET_OR).describe('The target: a length of time, or `ticket`.'),
      }),
    )
    .min(1),
]);

function ticketOr(value: unknown): ScalarReading<number | 'ticket'> {
  return value === 'ticket' ? { value } : readDuration(value);
}

const TARGET =
  'A length of time, `ticket` for its SLA (`resolution` only), or a list: the first entry that is for the ticket counts.';

const clock = z.strictObject({
  target: clockTarget.describe(TARGET),
  calendar: calendarName().optional().describe('The calendar whose open time it counts.'),
  pause: texts().optional().describe('Statuses in which it stands still; closing ones always are.'),
});

const person = z.strictObject(onEachChannel());

const rotation = z.strictObject({
  members: texts().describe('People, in the order of their turns.'),
  every: scalar(readTurn, { type: 'string', pattern: '^\\d+[hdw]$', examples: ['1w'] }).describe(
    'The length of a turn: hours, days or weeks.',
  ),
  from: scalar(readDateTime, LOCAL).describe('When the first turn begins, in local time.'),
  time_zone: scalar(readTimeZone, ZONE).describe('The zone of its local times.'),
  overrides: z
    .array(
      z.strictObject({
        from: scalar(readDateTime, LOCAL).describe('Its begin, in local time.'),
        to: scalar(readDateTime, LOCAL).describe('Its end, which is no part of it.'),
        who: text('the name of a person').describe('Who is on call then.'),
      }),
    )
    .optional()
    .describe('Who is on call in place of whose turn it is; of several the last one counts.'),
});

/** The form of a policy file. What spans several places (names that must exist) is in `checks`. */
export const policyForm = z.strictObject({
  version: choice(1).describe('The version of this form.'),
  closing_statuses: texts().optional().describe('The statuses that end the watch.'),
  calendars: z
    .record(z.string(), calendar)
    .optional()
    .describe('When desks are open, by name; `24x7` is there by itself.'),
  clocks: z
    .strictObject({
      first_response: clock.optional().describe('Runs until an agent replies for the first time.'),
      next_response: clock.optional().describe('Runs while a reply of the customer is unanswered.'),
      resolution: clock
        .extend({ target: clockTarget.default('ticket').describe(TARGET) })
        .optional()
        .describe('Runs until the watch ends.'),
    })
    .optional()
    .describe('What is measured; without this key `resolution` alone, round the clock, with the SLA of the ticket.'),
  people: z.record(z.string(), person).optional().describe('Where people are reached, by name.'),
  rotations: z.record(z.string(), rotation).optional().describe('Who is on call, by name.'),
  tiers: z.array(tier).min(2).describe('The ladder, lowest rung first; a new ticket starts on the first.'),
  priorities: texts().default(DEFAULT_PRIORITIES).describe('The priorities a ticket can have, lowest first.'),
  cooldown: duration({ zero: true })
    .default(4 * 3_600_000)
    .describe('After an escalation, how long no rule escalates the ticket again.'),
  acknowledgement: z
    .strictObject({
      for: duration().default(ACKNOWLEDGED_FOR).describe('When it ends by itself.'),
      ends: z
        .array(choice(...ENDING_FACTS))
        .default([])
        .describe('Facts that end it: `customer_reply`, `agent_reply`, `sentiment`.'),
    })
    .optional()
    .describe('How long it counts that somebody has taken a ticket on.'),
  reopen: z
    .strictObject({
      on: choice('customer_reply').describe('What reopens a closed ticket.'),
      within: duration().describe('How long after it was closed.'),
      status: text('a status').describe('The status it gets.'),
    })
    .optional()
    .describe("How a customer's reply reopens a closed ticket; without this key it does not."),
  sentiment: z
    .strictObject({
      from_replies: text('a scorer such as english').describe(
        'The scorer that looks at each reply; `english` comes with Rung.',
      ),
    })
    .optional()
    .describe(
      'How the mood of customers is scored from what they write; without this key it is told by `sentiment_scored` alone.',
    ),
  auto_close: z
    .strictObject({
      status: texts().describe('Tickets of these statuses close by themselves.'),
      idle: length().describe('After nobody has done anything on them for this long.'),
      as: text('a closing status').describe('The status they get.'),
    })
    .optional()
    .describe('What closes by itself; never while a reply of the customer is unanswered.'),
  rules: z.array(rule).min(1).max(RULES).describe('What brings a ticket up, and what is told; 100 at most.'),
  de_escalate: z
    .array(deEscalation)
    .default([])
    .describe('What brings a ticket down again; the first entry that applies is taken.'),
});

export type PolicyForm = z.output<typeof policyForm>;
