/** Slots of a day as people write them: `09:00-12:30`, `00:00-24:00`. */
import type { Slot } from '../../domain/time/calendar.js';
import { absence, shown, type ScalarReading } from '../../reading/scalar.js';
import { asPart, isMistaken, readEach, type TimeFinding, type PartReading } from './finding.js';

const SLOT = 'from and to of one day, such as 09:00-17:30';
const SLOTS = 'a list of slots such as [09:00-12:30, 13:15-17:30], or [] for a closed day';
const FORM = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;
const MINUTES_A_DAY = 1440;

/** Reads one slot into minutes of the day. */
export function readSlot(value: unknown): ScalarReading<Slot> {
  const absent = absence(value, SLOT);
  if (absent) return absent;
  if (typeof value !== 'string') return { message: `${shown(value)} is not a slot`, expected: SLOT };
  const parts = FORM.exec(value);
  const [from, to] = parts ? [minute(parts[1]!, parts[2]!), minute(parts[3]!, parts[4]!)] : [undefined, undefined];
  if (from === undefined || to === undefined || from === MINUTES_A_DAY) {
    return { message: `${shown(value)} is not a slot`, expected: correction(value) };
  }
  if (from === to) {
    return { message: `${shown(value)} is empty`, expected: 'write 00:00-24:00 for all of the day, [] for none of it' };
  }
  if (to < from) {
    const [start, end] = value.split('-') as [string, string];
    const rest = to > 0 ? `, and 00:00-${end} on the next day` : '';
    return { message: `${shown(value)} ends before it starts`, expected: `write ${start}-24:00${rest}` };
  }
  return { value: [from, to] };
}

/** Reads the slots of a day: in order, not overlapping; touching ones are two. */
export function readSlots(value: unknown): PartReading<Slot[]> {
  const reading = readEach(value, SLOTS, (entry) => asPart(readSlot(entry)));
  if (isMistaken(reading)) return reading;
  const findings = reading.value.flatMap((slot, i): TimeFinding[] => {
    const before = reading.value[i - 1];
    if (!before || slot[0] >= before[1]) return [];
    const [one, other] = [text(slot), text(before)];
    return [
      slot[1] <= before[0]
        ? { path: [i], message: `${one} is earlier than ${other}`, expected: 'put the slots in order' }
        : { path: [i], message: `${one} overlaps ${other}`, expected: 'slots that follow one another' },
    ];
  });
  return findings.length > 0 ? { findings } : reading;
}

function text(slot: Slot): string {
  return slot
    .map((minutes) => [minutes / 60, minutes % 60].map((n) => String(Math.floor(n)).padStart(2, '0')).join(':'))
    .join('-');
}

function minute(hours: string, minutes: string): number | undefined {
  const sum = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && sum <= MINUTES_A_DAY ? sum : undefined;
}

/** What was probably meant by `9-17`, `9:00 - 17:30` or `09.00–17.30`. */
function correction(value: string): string {
  const parts = /^(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to|\.\.)\s*(\d{1,2})(?:[:.h](\d{2}))?$/.exec(value.trim());
  if (!parts) return SLOT;
  const [, from, fromMinutes = '00', to, toMinutes = '00'] = parts;
  const guess = `${from!.padStart(2, '0')}:${fromMinutes}-${to!.padStart(2, '0')}:${toMinutes}`;
  return guess !== value && 'value' in readSlot(guess) ? `write ${guess}` : SLOT;
}
