/** Calendars that never open when they are asked: marks that are never reached, and targets that are never told. */
import { calendarOf } from '../../domain/rules/opening.js';
import { targetsOf } from '../../domain/rules/predicates/clock.js';
import type { ClockTarget, Length, Policy, Target } from '../../domain/rules/policy.js';
import type { ClockMark } from '../../domain/rules/when.js';
import { NEVER, type BusinessTime } from '../../domain/time/business-time.js';
import type { Path } from '../../reading/path.js';
import type { Demands } from './demands.js';
import { marksOf, statedIn, type Warning } from './warning.js';

const DAY = 86_400_000;
/** A calendar repeats itself within a year; what has not come in two never does. */
const LOOK_AHEAD = 2 * 366 * DAY;

export function closedForEver(policy: Policy): Warning[] {
  if (!policy.pinned) return [];
  const now = policy.pinned.day * DAY;
  return [...unreachable(policy, now), ...unread(policy, now)];
}

/** Marks for which there is not enough open time left. */
function unreachable(policy: Policy, now: number): Warning[] {
  const isReached = (calendar: string | undefined, length: number) =>
    calendar === undefined || calendarOf(policy, calendar).add(now, length) < NEVER;
  const lengths = statedIn(policy).flatMap(({ when, path }) => {
    const marks: { path: Path; calendar: string | undefined; length: number }[] = [];
    for (const name of ['idle', 'waiting', 'stalled', 'in_tier'] as const) {
      const length: Length | undefined = when[name];
      if (typeof length === 'object')
        marks.push({ path: [...path, name], calendar: length.calendar, length: length.for });
    }
    for (const { key, mark } of marksOf(when)) {
      const clock = policy.clocks?.[mark.of];
      if (clock) marks.push({ path: [...path, key], calendar: clock.calendar, length: shortest(clock.target, mark) });
    }
    return marks;
  });
  return lengths
    .filter(({ calendar, length }) => !isReached(calendar, length))
    .map(({ path, calendar }) => ({
      path,
      message: `this mark is never reached: ${calendar} does not open for so long any more`,
      expected: `hours for calendars.${calendar}, or another calendar`,
    }));
}

/** The least open time that the mark may take. */
function shortest(target: ClockTarget, mark: ClockMark): number {
  const lengths = targetsOf(target).map((one) => {
    if (one === 'ticket') return 1;
    return 'used' in mark ? Math.ceil((one * mark.used) / 100) : Math.max(0, one - mark.left);
  });
  return Math.min(...lengths);
}

/** Targets whose hours never come. */
function unread(policy: Policy, now: number): Warning[] {
  const lists: { path: Path; targets: readonly Target[] }[] = [
    ...policy.tiers.map(({ notify }, i) => ({ path: ['tiers', i, 'notify'], targets: notify })),
    ...policy.rules.map(({ notify }, i) => ({
      path: ['rules', i, 'notify'],
      targets: Array.isArray(notify) ? notify : [],
    })),
  ];
  return lists.flatMap(({ path, targets }) =>
    targets.flatMap(({ hours }, i) =>
      hours !== undefined && calendarOf(policy, hours).nextOpening(now) === NEVER
        ? [
            {
              path: [...path, i, 'hours'],
              message: `nobody ever reads this: ${hours} never opens again`,
              expected: `hours for calendars.${hours}, or another calendar`,
            },
          ]
        : [],
    ),
  );
}

/** Hours that never come. */
export function hoursThatNeverCome(policy: Policy, { asked, denied }: Demands): Warning[] {
  const open = asked.filter(({ when }) => when.hours !== undefined);
  const closed = denied.filter(({ when }) => when.hours !== undefined && Object.keys(when).length === 1);
  const calendars = (list: typeof denied) => list.map(({ when }) => calendarOf(policy, when.hours));
  const all = open.length + closed.length;
  // Without one, there is no calendar but 24x7.
  const today = (policy.pinned?.day ?? 0) * DAY;
  if (all === 0 || comes(calendars(open), calendars(closed), today)) return [];
  const [last] = [...closed, ...open].slice(-1);
  const message =
    all > 1
      ? 'these hours have no instant in common'
      : open.length > 0
        ? 'its hours never come again'
        : 'these hours never end';
  return [{ path: [...last!.path, 'hours'], message, expected: 'hours that there are' }];
}

/** Whether an instant comes at which all of these are open and all of those closed. */
function comes(open: readonly BusinessTime[], closed: readonly BusinessTime[], now: number): boolean {
  for (let t = now; t < now + LOOK_AHEAD;) {
    const later = Math.max(
      ...open.map((one) => one.nextOpening(t)),
      ...closed.map((one) => (one.isOpenAt(t) ? one.nextClosing(t) : t)),
    );
    if (later === t) return true;
    t = later;
  }
  return false;
}
