/** Who gets an alert, when it goes out, and what a decision says of both. */
import type { OpenTime } from './calendars.js';
import { ms, type WrittenPolicy, type WrittenRotation, type WrittenTarget } from './written.js';
import { DAY, instantOf } from './zones.js';

export interface Told {
  notify: string[];
  onCall?: Record<string, string>;
  deferred?: Record<string, string | null>;
}

const local = (written: string): number => Date.parse(`${written}Z`);

/** Who is on call, found by handing over turn after turn. */
function onCall({ members, every, from, time_zone, overrides }: WrittenRotation, at: number): string {
  const instant = (time: string): number => instantOf(time_zone, local(time));
  const override = overrides?.findLast((one) => instant(one.from) <= at && at < instant(one.to));
  if (override) return override.who;
  const unit = every.at(-1);
  const count = Number.parseInt(every);
  const begin = (turn: number): number => {
    if (unit !== 'd' && unit !== 'w') return instant(from) + turn * ms(every);
    return instantOf(time_zone, local(from) + turn * count * (unit === 'w' ? 7 : 1) * DAY);
  };
  let turn = 0;
  while (begin(turn + 1) <= at) turn++;
  return members[turn % members.length]!;
}

/** Resolves targets at an instant; `wakes`: no hours are waited for. */
export function tell(
  policy: WrittenPolicy,
  calendar: (name: string) => OpenTime,
  targets: readonly WrittenTarget[],
  now: number,
  wakes: boolean,
): Told {
  /** By name, when it goes out; Infinity: never. */
  const goesOut = new Map<string, number>();
  /** By rotation, when the first alert of those that it is asked for goes out. */
  const asked = new Map<string, number>();
  const who = (name: string, channel: 'slack' | 'email', at: number): string => {
    const rotation = policy.rotations?.[name];
    if (rotation) asked.set(name, Math.min(at, asked.get(name) ?? Infinity));
    const person = policy.people?.[rotation ? onCall(rotation, Number.isFinite(at) ? at : now) : name];
    return person ? person[channel]! : name;
  };
  for (const target of targets) {
    const hours = target.hours === undefined || wakes ? undefined : calendar(target.hours);
    const waits = hours !== undefined && hours.openAt(now) === undefined;
    const at = waits ? hours.nextOpening(now) : now;
    const channel = target.slack === undefined ? 'email' : 'slack';
    const name = `${channel}:${who(target[channel]!, channel, at)}`;
    if (target.mention !== undefined) who(target.mention, channel, at);
    // Told in two ways it goes out as soon as it may.
    goesOut.set(name, Math.min(at, goesOut.get(name) ?? Infinity));
  }
  const deferred = [...goesOut]
    .filter(([, at]) => at > now)
    .map(([name, at]): [string, string | null] => [name, Number.isFinite(at) ? new Date(at).toISOString() : null]);
  const spoken = [...asked].map(([name, at]): [string, string] => [
    name,
    onCall(policy.rotations![name]!, Number.isFinite(at) ? at : now),
  ]);
  return {
    notify: [...goesOut.keys()],
    ...(spoken.length > 0 && { onCall: Object.fromEntries(spoken) }),
    ...(deferred.length > 0 && { deferred: Object.fromEntries(deferred) }),
  };
}
