/** How often a rotation hands over: `1d`, `2w`, `12h`. */
import type { Rotation } from '../../domain/time/rotation.js';
import { LONGEST } from '../../reading/duration.js';
import { absence, shown, type ScalarReading } from '../../reading/scalar.js';

const TURN = 'a whole number of hours, days or weeks, such as 12h, 1d or 1w';
const FORM = /^(\d+)([hdw])$/;
const HOURS = { h: 1, d: 24, w: 7 * 24 } as const;

/** Reads the length of a turn. `24h` is not `1d`: hours pass by the clock, days end at the local time they began at. Ten years at most. */
export function readTurn(value: unknown): ScalarReading<Rotation['every']> {
  const absent = absence(value, TURN);
  if (absent) return absent;
  const parts = typeof value === 'string' ? FORM.exec(value) : null;
  if (!parts) {
    const given = typeof value === 'number' ? String(value) : value;
    const number = typeof given === 'string' ? /^\d+$/.exec(given)?.[0] : undefined;
    return number === undefined
      ? { message: `${shown(value)} is not the length of a turn`, expected: TURN }
      : { message: `${number} has no unit`, expected: `write ${number}h, ${number}d or ${number}w` };
  }
  const count = Number(parts[1]);
  const unit = parts[2] as keyof typeof HOURS;
  if (count === 0) return { message: 'must be longer than 0', expected: TURN };
  if (count * HOURS[unit] * 3_600_000 > LONGEST)
    return { message: `${shown(value)} is too long`, expected: 'at most 3650d' };
  if (unit === 'h') return { value: { hours: count } };
  return { value: { days: unit === 'd' ? count : count * 7 } };
}
