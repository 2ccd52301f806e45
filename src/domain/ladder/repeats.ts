/** Telling the targets of a rule again, for as long as its occurrence lasts and nobody has answered. */
import { sameInstance } from '../rules/instance.js';
import type { Instant } from '../rules/policy.js';
import type { Readings } from '../rules/readings.js';
import type { Repeating, TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';
import type { Announced } from './announcement.js';
import { notify, targetsOfRule } from './notify.js';

/** Of several that are due at once the last is told. One whose rule has ceased to hold, or holds for another occurrence, has ended. */
export function repeat(ticket: TicketState, read: Readings, now: Instant): Announced {
  if (!ticket.repeats) return { state: ticket, effects: [] };
  const readings = read.all();
  const left: Record<string, Repeating> = {};
  const effects: Announced['effects'] = [];
  let state = ticket;
  let isSame = true;
  for (const { name, repeat: how } of ticket.policy.rules) {
    const known = ticket.repeats[name];
    if (!known || !how) continue;
    const reading = readings.find(({ rule }) => rule.name === name);
    const lasts = reading !== undefined && reading.holdsFrom <= now && sameInstance(reading.instance, known.instance);
    const { every, atMost = Infinity } = how;
    const due = Math.min(Math.floor((now - known.at) / every), atMost);
    if (lasts && due > known.told) {
      const told = notify(state, reading.rule, targetsOfRule(state, reading.rule), now, due);
      state = told.state;
      effects.push(...told.effects);
    }
    if (lasts && Math.max(due, known.told) < atMost) left[name] = due > known.told ? { ...known, told: due } : known;
    isSame &&= left[name] === known;
  }
  if (isSame && Object.keys(left).length === Object.keys(ticket.repeats).length) return { state, effects };
  return { state: withChanges(state, { repeats: Object.keys(left).length > 0 ? left : undefined }), effects };
}
