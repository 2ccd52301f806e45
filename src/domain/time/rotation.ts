/** Who is on call when. */
import type { Instant, Milliseconds } from '../rules/policy.js';
import { localAt, instantOf, type Zone } from './zone.js';
import { MINUTES_A_DAY, parseDateTime, type LocalMinute } from './local.js';

/** Who is on call in place of whoever else would be, from `from` until just before `to`, in local times of the rotation's zone. */
export interface Override {
  from: string;
  to: string;
  who: string;
}

/** Members take turns. Plain JSON; local times are `2026-01-05T09:00`. */
export interface Rotation {
  /** Names of people, one or more, in the order of their turns. */
  members: string[];
  /** The length of a turn: whole days at the local time of `from`, also across a change of the clocks, or hours that pass. */
  every: { days: number } | { hours: number };
  /** When the first turn begins. */
  from: string;
  timeZone: string;
  /** Of several that hold at one instant the last one of the list counts. */
  overrides: Override[];
}

/** A rotation made ready; keep it with the policy. */
export interface OnCall {
  /** The name of whoever is on call at `t`; before the first turn that is the first member, overrides apart. */
  at(t: Instant): string;
}

const HOUR: Milliseconds = 3_600_000;

/** Makes a rotation ready; `zone` is the pinned one of its `timeZone`. @throws Error if a local time cannot be read */
export function compileRotation({ members, every, from, overrides }: Rotation, zone: Zone): OnCall {
  const begin = known(from);
  const turnAt = 'days' in every ? turnByDays(zone, begin, every.days) : turnByHours(zone, begin, every.hours);
  const spans = overrides
    .map(({ from: start, to, who }) => ({ start: instantOf(zone, known(start)), end: instantOf(zone, known(to)), who }))
    .reverse();
  return {
    at(t) {
      const span = spans.find(({ start, end }) => start <= t && t < end);
      return span ? span.who : members[Math.max(0, turnAt(t)) % members.length]!;
    },
  };
}

function turnByHours(zone: Zone, begin: LocalMinute, hours: number): (t: Instant) => number {
  const first = instantOf(zone, begin);
  return (t) => Math.floor((t - first) / (hours * HOUR));
}

function turnByDays(zone: Zone, begin: LocalMinute, days: number): (t: Instant) => number {
  const length = days * MINUTES_A_DAY;
  const hasBegun = (turn: number, t: Instant) => instantOf(zone, begin + turn * length) <= t;
  return (t) => {
    // The clock on the wall misleads where it skips the hour of the handover, or shows it again.
    let turn = Math.floor((localAt(zone, t) - begin) / length);
    while (hasBegun(turn + 1, t)) turn++;
    while (!hasBegun(turn, t)) turn--;
    return turn;
  };
}

function known(local: string): LocalMinute {
  const minute = parseDateTime(local);
  if (minute === undefined) throw new Error(`${local} is not a local time`);
  return minute;
}
