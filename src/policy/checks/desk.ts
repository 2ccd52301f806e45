/** Calendars, clocks and statuses: names that must exist, and statuses that must, or must not, end the watch. */
import { ALWAYS_OPEN } from '../../domain/rules/opening.js';
import { CLOCKS } from '../../domain/rules/policy.js';
import { valueAt, type Path } from '../../reading/path.js';
import { shown } from '../../reading/scalar.js';
import { isPlainName } from '../scalars.js';
import { calendarName } from './conditions.js';
import { entries, keysOf, members, unknownNames, type CheckFinding } from './finding.js';
import type { Names } from './names.js';

const CALENDAR = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;
const A_NAME = 'a name of letters, digits, "_" and "-", 64 at most';

/** Names of calendars, people and rotations can be names. */
export function plainNames(root: unknown): CheckFinding[] {
  return ['calendars', 'people', 'rotations'].flatMap((key) =>
    members(root, [key]).flatMap((path): CheckFinding[] => {
      const name = String(path.at(-1));
      if (key === 'calendars' && name === ALWAYS_OPEN) {
        return [{ path, message: `"${ALWAYS_OPEN}" is there by itself`, expected: 'another name' }];
      }
      const isName = (key === 'calendars' ? CALENDAR.test(name) : isPlainName(name)) && !(name in {});
      return isName ? [] : [{ path, message: `${shown(name)} is not a name`, expected: A_NAME }];
    }),
  );
}

export function clocks(root: unknown, { calendars, priorities }: Names): CheckFinding[] {
  return CLOCKS.flatMap((name) => {
    const path = ['clocks', name];
    const target = [...path, 'target'];
    const list = entries(root, target);
    const own = name === 'resolution' ? [] : [target, ...list.map((entry) => [...entry, 'is'])];
    return [
      ...calendarName(root, [...path, 'calendar'], calendars),
      ...list.flatMap((entry) =>
        priorities?.length ? unknownNames(root, [...entry, 'priority'], 'priority', 'there are', priorities) : [],
      ),
      ...own.flatMap((at): CheckFinding[] => {
        if (valueAt(root, at) !== 'ticket') return [];
        return [{ path: at, message: `the SLA of a ticket is the target of resolution`, expected: 'a length of time' }];
      }),
    ];
  });
}

export function statuses(root: unknown, { closing, calendars }: Names): CheckFinding[] {
  const mustBe = (path: Path, ends: boolean): CheckFinding[] => {
    const status = valueAt(root, path);
    if (typeof status !== 'string' || closing.includes(status) === ends) return [];
    return ends
      ? [{ path, message: `${shown(status)} does not end the watch`, expected: `one of ${closing.join(', ')}` }]
      : [{ path, message: `${shown(status)} ends the watch`, expected: 'a status of open tickets' }];
  };
  const list = keysOf(valueAt(root, ['auto_close'])) ? entries(root, ['auto_close', 'status']) : [];
  return [
    ...mustBe(['reopen', 'status'], false),
    ...mustBe(['auto_close', 'as'], true),
    ...list.flatMap((entry) => mustBe(entry, false)),
    ...calendarName(root, ['auto_close', 'idle', 'calendar'], calendars),
  ];
}
