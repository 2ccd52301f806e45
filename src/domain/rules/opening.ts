/** The calendars and rotations of a policy, made ready once for each policy object. */
import { compileCalendar, ROUND_THE_CLOCK, type BusinessTime } from '../time/business-time.js';
import { pinnedZone } from '../time/calendar.js';
import { compileRotation, type OnCall } from '../time/rotation.js';
import type { Instant, Length, Policy } from './policy.js';

/** The calendar that every policy has. */
export const ALWAYS_OPEN = '24x7';

interface Ready {
  calendars: Map<string, BusinessTime>;
  rotations: Map<string, OnCall>;
}

const ready = new WeakMap<Policy, Ready>();

function readyOf(policy: Policy): Ready {
  let known = ready.get(policy);
  if (!known) ready.set(policy, (known = { calendars: new Map(), rotations: new Map() }));
  return known;
}

/** @throws Error when the policy has no such calendar. */
export function calendarOf(policy: Policy, name: string = ALWAYS_OPEN): BusinessTime {
  if (name === ALWAYS_OPEN) return ROUND_THE_CLOCK;
  const { calendars } = readyOf(policy);
  let known = calendars.get(name);
  if (!known) {
    const calendar = policy.calendars?.[name];
    if (!calendar || !policy.pinned) throw new Error(`the policy has no calendar ${name}`);
    calendars.set(name, (known = compileCalendar(calendar, policy.pinned)));
  }
  return known;
}

/** @throws Error when the policy has no such rotation. */
export function rotationOf(policy: Policy, name: string): OnCall {
  const { rotations } = readyOf(policy);
  let known = rotations.get(name);
  if (!known) {
    const rotation = policy.rotations?.[name];
    if (!rotation || !policy.pinned) throw new Error(`the policy has no rotation ${name}`);
    rotations.set(name, (known = compileRotation(rotation, pinnedZone(policy.pinned, rotation.timeZone))));
  }
  return known;
}

/** When a length of time that begins at `from` has passed. */
export function afterLength(policy: Policy, from: Instant, length: Length): Instant {
  return typeof length === 'number' ? from + length : calendarOf(policy, length.calendar).add(from, length.for);
}
