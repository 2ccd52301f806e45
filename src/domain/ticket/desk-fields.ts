/** Tags, and fields of the help desk's own: what a fact makes of them. An older fact does not overwrite a newer one. */
import type { Instant } from '../rules/policy.js';
import { isOlder } from '../time/older.js';
import { DESK_FIELDS } from './limits.js';
import type { TicketFields, TicketState } from './ticket.js';

export function tagsOf({ fieldsAt }: TicketState, tags: string[], at: Instant): Partial<TicketState> {
  const since = fieldsAt?.tags ?? fieldsAt?.opened;
  if (since !== undefined && isOlder(at, since)) return {};
  return { tags, fieldsAt: { ...fieldsAt, tags: at } };
}

/** @param told null removes a field */
export function fieldsOf(
  { fields = {}, fieldsAt }: TicketState,
  told: Record<string, string | null>,
  at: Instant,
): Partial<TicketState> {
  const merged = { ...fields };
  const times = { ...fieldsAt?.fields };
  for (const [name, value] of Object.entries(told)) {
    const since = times[name] ?? fieldsAt?.opened;
    if (since !== undefined && isOlder(at, since)) continue;
    times[name] = at;
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  forgetOldest(merged, times);
  return { fields: merged, fieldsAt: { ...fieldsAt, fields: times } };
}

/** Tags in another order are the same. */
export function haveSameDeskFields(one: TicketState, other: TicketState): boolean {
  return (one.tags === other.tags && one.fields === other.fields) || textOf(one) === textOf(other);
}

function textOf({ tags = [], fields = {} }: TicketState): string {
  return JSON.stringify([[...tags].sort(), fields]);
}

/** Takes away what is above the limit: names that have no value any more first, then those that were told longest ago. */
function forgetOldest(fields: TicketFields, times: Record<string, Instant>): void {
  const names = new Set([...Object.keys(fields), ...Object.keys(times)]);
  if (names.size <= DESK_FIELDS) return;
  const hasValue = (name: string) => (fields[name] === undefined ? 0 : 1);
  // Those that the ticket was opened with have no time of their own.
  const told = (name: string) => times[name] ?? 0;
  const oldest = [...names].sort((a, b) => hasValue(a) - hasValue(b) || told(a) - told(b));
  for (const name of oldest.slice(0, names.size - DESK_FIELDS)) {
    delete fields[name];
    delete times[name];
  }
}
