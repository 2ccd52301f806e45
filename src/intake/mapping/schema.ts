/**
 * The YAML form of a mapping: the one place that knows its keys and their meaning. docs/integrations/mapping.md is held
 * against the descriptions here by a test.
 */
import { z } from 'zod';
import { readDuration } from '../../reading/duration.js';
import { readText } from '../../reading/names.js';
import { readCount } from '../../reading/numbers.js';
import { absence, isWrong, shown, type ScalarReading } from '../../reading/scalar.js';
import { SCHEME_NAMES, TOLERANCE, type SchemeName } from '../signatures/schemes.js';
import { compile, type Expression } from './expression.js';

/** A scalar, read by one function that says what is wrong and what would be right. */
function scalar<T>(read: (value: unknown) => ScalarReading<T>) {
  return z.unknown().transform((value, context): T => {
    const reading = read(value);
    if (!isWrong(reading)) return reading.value;
    context.addIssue({ code: 'custom', message: reading.message, params: { expected: reading.expected } });
    return z.NEVER;
  });
}

const text = (expected?: string) => scalar((value) => readText(value, expected));

function choice<T extends string | number>(...choices: readonly T[]) {
  const expected = `write ${choices.join(' or ')}`;
  return scalar((value): ScalarReading<T> => {
    const absent = absence(value, expected);
    if (absent) return absent;
    const chosen = choices.find((one) => one === value);
    return chosen === undefined ? { message: `${shown(value)} is not possible here`, expected } : { value: chosen };
  });
}

const expression = () =>
  scalar((value): ScalarReading<Expression> => {
    const absent = absence(value, 'a JSONata expression');
    if (absent) return absent;
    const text = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
    if (text === undefined) {
      return { message: `${shown(value)} is no expression`, expected: 'a JSONata expression, in quotes' };
    }
    const compiled = compile(text);
    return 'message' in compiled ? compiled : { value: compiled };
  });

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

function readName(value: unknown): ScalarReading<string> {
  const read = readText(value, 'a name such as my-desk');
  if (isWrong(read) || (NAME.test(read.value) && read.value.length <= 40)) return read;
  return { message: `${shown(value)} is not a name`, expected: 'small letters, digits and "-", 40 at most: my-desk' };
}

function readPrefix(value: unknown): ScalarReading<string> {
  if (value === '') return { value: '' };
  const read = readText(value, 'the beginning of ticket ids, such as desk/');
  if (isWrong(read) || /^[A-Za-z0-9][A-Za-z0-9._\-#@/]{0,79}$/.test(read.value)) return read;
  return {
    message: `${shown(value)} cannot begin a ticket id`,
    expected: 'letters, digits and . _ - # @ /, 80 at most',
  };
}

const VARIABLE = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/** A key that becomes the name of a variable or of a field. */
const key = (what: string) =>
  z.string().refine((name) => VARIABLE.test(name) && !(name in {}), {
    params: { expected: `${what} is a letter, then letters, digits and "_", 40 at most` },
    error: `is not possible as a name`,
  });

const HEADER = scalar((value): ScalarReading<string> => {
  const read = readText(value, 'the name of a header');
  if (isWrong(read)) return read;
  return /^[A-Za-z0-9-]{1,80}$/.test(read.value)
    ? { value: read.value.toLowerCase() }
    : { message: `${shown(value)} is not the name of a header`, expected: 'letters, digits and "-"' };
});

const tolerance = scalar((value): ScalarReading<number> => {
  const read = readDuration(value);
  if (isWrong(read)) return read;
  return read.value <= 3_600_000 ? read : { message: `${shown(value)} is too long`, expected: '1h at most' };
});

const hmac = z.strictObject({
  header: HEADER.describe('The header that holds the signature.'),
  hash: choice('sha1', 'sha256', 'sha512').default('sha256').describe('The hash of the HMAC.'),
  encoding: choice('hex', 'base64').default('hex').describe('How the signature is written.'),
  prefix: text().optional().describe('What stands before the signature, such as `sha256=`.'),
  signed: text('a text with {body} in it')
    .default('{body}')
    .describe('What is signed; `{body}`, `{timestamp}` and `{id}` stand for these.'),
  timestamp: z
    .strictObject({
      header: HEADER.describe('The header that holds the time.'),
      form: choice('unix', 'iso').default('unix').describe('Seconds since 1970, or ISO-8601.'),
      tolerance: tolerance
        .default(TOLERANCE)
        .describe('How old a signature may be; from ahead it may come by 5 minutes at most.'),
    })
    .optional()
    .describe('When it was signed.'),
  id: HEADER.optional().describe('The header that `{id}` stands for.'),
});

const schemeEntry = z.strictObject({
  scheme: choice<SchemeName>(...SCHEME_NAMES)
    .optional()
    .describe(`One of ${SCHEME_NAMES.map((one) => `\`${one}\``).join(', ')}.`),
  tolerance: tolerance.optional().describe('How old a signature of this scheme may be.'),
  parameter: text().optional().describe('The parameter of the URL that holds the secret (`query`).'),
  hmac: hmac.optional().describe('A scheme of your own: an HMAC in a header.'),
});

const table = () => z.record(z.string(), text());

const ticketFields = {
  status: expression().optional(),
  priority: expression().optional(),
  customer_tier: expression().optional(),
  sla_hours: expression().optional(),
  group: expression().optional(),
  tags: expression().optional(),
  fields: z.record(key('a field'), expression()).optional(),
};

const ticket = z.strictObject({
  id: expression().describe('What identifies the ticket at the source; the prefix comes before it.'),
  created_at: expression().optional().describe('When it was created.'),
  as_of: expression().optional().describe('Of when these values are.'),
  status: ticketFields.status.describe('Its status.'),
  priority: ticketFields.priority.describe('Its priority.'),
  customer_tier: ticketFields.customer_tier.describe('The tier of its customer.'),
  sla_hours: ticketFields.sla_hours.describe('The length of its SLA in hours.'),
  group: ticketFields.group.describe('The group it is assigned to.'),
  tags: ticketFields.tags.describe('All of its tags, as a list.'),
  fields: ticketFields.fields.describe('Further fields, each an expression; no texts of people.'),
});

const happened = {
  when: expression().optional(),
  at: expression().optional(),
  id: expression().optional(),
};

const said = z.strictObject({
  when: happened.when.describe('Whether somebody said something.'),
  at: happened.at.describe('When; otherwise the `at` of the delivery.'),
  id: expression().describe('What identifies what was said, however often and under whatever delivery it comes.'),
  by: expression().describe('Who spoke: `customer`, `agent`, `bot` or `system`.'),
  public: expression().describe('Whether the customer could see it.'),
  text: expression()
    .optional()
    .describe(
      'What the customer wrote; evaluated only for a policy that has replies scored, and it goes no further. Default: nothing.',
    ),
});

const changed = z.strictObject({
  when: happened.when.describe('Whether this changed.'),
  at: happened.at.describe('When; otherwise the `at` of the delivery.'),
  id: happened.id.describe('What identifies the change; otherwise its time and values.'),
  status: ticketFields.status.describe('The new status.'),
  priority: ticketFields.priority.describe('The new priority.'),
  customer_tier: ticketFields.customer_tier.describe('The new tier of the customer.'),
  sla_hours: ticketFields.sla_hours.describe('The new length of the SLA in hours.'),
  group: ticketFields.group.describe('The new group.'),
  tags: ticketFields.tags.describe('All tags that it has now.'),
  fields: ticketFields.fields.describe('Further fields; nothing and null remove one.'),
});

const scored = z.strictObject({
  when: happened.when.describe('Whether there is a score.'),
  at: happened.at.describe('When; otherwise the `at` of the delivery.'),
  id: happened.id.describe('What identifies the score; otherwise its time and value.'),
  score: expression().describe('From -1 (angry) to 1 (happy).'),
});

const confirmed = z.strictObject({
  when: expression().describe('Whether the customer confirms that the matter is resolved.'),
  at: happened.at.describe('When; otherwise the `at` of the delivery.'),
  id: happened.id.describe('What identifies it; otherwise its time.'),
});

const list = <T extends z.ZodType>(entry: T) => z.array(entry).default([]);

/** Help desks whose API can be read. */
const APIS = ['zendesk', 'zammad', 'chatwoot', 'github'] as const;
export type ApiName = (typeof APIS)[number];

const reconcile = z.strictObject({
  api: choice<ApiName>(...APIS).describe('Whose API it is; its answers are read by this mapping as deliveries are.'),
  look_back: scalar(readDuration)
    .default(3_600_000)
    .describe('How far the first pass looks back; what is older is for `rung backfill`.'),
});

/** The form of a mapping file. What spans several places (variables that must exist) is in `cross-checks.ts`. */
export const mappingForm = z.strictObject({
  version: choice(1).describe('The version of this form.'),
  name: scalar(readName).describe(
    'The name: of the URL, of the variable with the secrets, and in front of ticket ids.',
  ),
  prefix: scalar(readPrefix)
    .optional()
    .describe('What stands in front of ticket ids; `""` for nothing. Default: the name and `/`.'),
  verify: z.array(schemeEntry).min(1).describe('How to tell who sent a delivery; any one of these is enough.'),
  reconcile: reconcile
    .optional()
    .describe('How what a delivery did not tell is found: by the API, if RUNG_RECONCILE_<NAME> has its address.'),
  form: text('the name of a field').optional().describe('The field that holds the JSON where a body is a form.'),
  settings: z
    .record(key('a setting'), z.unknown())
    .default({})
    .describe('Plain values of your desk; expressions read them as `$settings`.'),
  let: z.record(key('a variable'), expression()).default({}).describe('Named values; each may use those above it.'),
  delivery: expression().describe('What identifies the delivery: the same when it is sent again.'),
  at: expression().describe('When that happened of which the delivery tells.'),
  ignore: list(
    z.strictObject({
      when: expression().describe('Whether the delivery is none of our business.'),
      because: text().describe('Why; shown by `try` and in the log.'),
    }),
  ).describe('Deliveries that become nothing; the first entry that holds is told.'),
  ticket: ticket.describe('The ticket as this delivery shows it.'),
  values: z
    .strictObject({
      status: table().optional().describe('Statuses of the source, in small letters, and what they are called here.'),
      priority: table().optional().describe('Priorities; what is not listed is left out, with a warning.'),
      customer_tier: table().optional().describe('Tiers of customers.'),
      group: table().optional().describe('Groups.'),
    })
    .default({})
    .describe('What the words of the source mean here.'),
  defaults: z
    .strictObject({
      status: text().default('open').describe('The status of a ticket whose delivery tells none.'),
      priority: text().default('normal').describe('The priority of a ticket without one.'),
      customer_tier: text().default('standard').describe('The tier of a customer without one.'),
      sla_hours: scalar((value) => readCount(value, 1))
        .default(24)
        .describe('The length of the SLA of a ticket without one.'),
    })
    .prefault({})
    .describe('What a new ticket gets where the source says nothing.'),
  closing: z
    .array(text())
    .default(['resolved', 'closed'])
    .describe("The statuses that end the watch, as in the policy's `closing_statuses`."),
  opened: expression().optional().describe('Whether the delivery tells that the ticket was created.'),
  said: list(said).describe('What somebody said.'),
  changed: list(changed).describe('What changed.'),
  scored: list(scored).describe('What the customer thinks of it.'),
  confirmed: list(confirmed).describe('Confirmations of the customer.'),
});

export type MappingForm = z.output<typeof mappingForm>;
