/** The values of a ticket that a part of a mapping names. */
import type { Evaluation } from './evaluation.js';
import type { Expression } from './expression.js';
import type { TicketValues } from './facts.js';
import { saysNothing } from './functions.js';
import type { Mapping } from './load.js';
import type { Steps } from './steps.js';
import { asName, fromTable, isPlaceholder, line, NOT_FILLED_IN } from './words.js';

/** A part of a mapping that names values of a ticket. */
export interface ValueExpressions {
  status?: Expression;
  priority?: Expression;
  customer_tier?: Expression;
  sla_hours?: Expression;
  group?: Expression;
  tags?: Expression;
  fields?: Record<string, Expression>;
}

const LONGEST_SLA_HOURS = 87_600;
const MOST_TAGS = 100;

/** Reads them. What says nothing is left out; what cannot be is left out with a warning. */
export function* readValues(
  mapping: Mapping,
  entry: ValueExpressions,
  evaluation: Evaluation,
  where: string,
): Steps<TicketValues> {
  const values: TicketValues = {};
  const read = function* (name: keyof ValueExpressions): Steps<unknown> {
    const value = yield* evaluation.valueIfAny(entry[name] as Expression | undefined, `${where}.${name}`);
    return saysNothing(value) ? undefined : value;
  };
  const word = function* (name: 'status' | 'priority' | 'customer_tier' | 'group'): Steps<string | undefined> {
    const value = yield* read(name);
    if (value === undefined) return undefined;
    return usable(value, evaluation, `${where}.${name}`);
  };

  const status = yield* word('status');
  if (status !== undefined) values.status = fromTable(mapping, 'status', status) ?? asName(status);
  const priority = yield* word('priority');
  if (priority !== undefined) {
    const meant = fromTable(mapping, 'priority', priority);
    // A priority that no policy lists would have the whole delivery refused.
    if (meant === undefined && mapping.values.priority) {
      evaluation.warnings.push(`${where}.priority is left out: ${JSON.stringify(priority)} is not in values.priority`);
    } else values.priority = meant ?? asName(priority);
  }
  const tier = yield* word('customer_tier');
  if (tier !== undefined) values.customerTier = fromTable(mapping, 'customer_tier', tier) ?? asName(tier);
  const hours = yield* read('sla_hours');
  if (hours !== undefined) {
    const number = Number(hours);
    if (number > 0 && number <= LONGEST_SLA_HOURS) values.slaHours = number;
    else evaluation.warnings.push(`${where}.sla_hours is left out: it is not a number of hours`);
  }
  const group = yield* word('group');
  if (group !== undefined) values.assigneeGroup = fromTable(mapping, 'group', group) ?? group;
  if (entry.tags) {
    const tags = yield* evaluation.valueIfAny(entry.tags, `${where}.tags`);
    const texts = (Array.isArray(tags) ? tags : [tags]).flatMap((one: unknown) => line(one) ?? []);
    // An empty list says that there are none left; nothing says nothing.
    if (texts.some(isPlaceholder)) evaluation.warnings.push(`${where}.tags is left out: ${NOT_FILLED_IN}`);
    else if (tags !== undefined) values.tags = [...new Set(texts)].slice(0, MOST_TAGS);
  }
  const fields = yield* readFields(entry.fields ?? {}, evaluation, where);
  if (Object.keys(fields).length > 0) values.fields = fields;
  return values;
}

/** A value as a line, with a warning where it cannot be one. */
function usable(value: unknown, { warnings }: Evaluation, where: string): string | undefined {
  const text = line(value);
  if (text === undefined) warnings.push(`${where} is left out: it is not a line of 100 characters at most`);
  else if (!isPlaceholder(text)) return text;
  else warnings.push(`${where} is left out: ${NOT_FILLED_IN}`);
  return undefined;
}

function* readFields(
  expressions: Record<string, Expression>,
  evaluation: Evaluation,
  where: string,
): Steps<Record<string, string | null>> {
  const fields: Record<string, string | null> = {};
  for (const [name, expression] of Object.entries(expressions)) {
    const warned = evaluation.warnings.length;
    const value = yield* evaluation.valueIfAny(expression, `${where}.fields.${name}`);
    if (evaluation.warnings.length > warned) continue;
    if (saysNothing(value)) fields[name] = null;
    else {
      const text = usable(value, evaluation, `${where}.fields.${name}`);
      if (text !== undefined) fields[name] = text;
    }
  }
  return fields;
}
