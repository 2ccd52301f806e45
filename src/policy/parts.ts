/** Parts of a policy file with parts of their own that one function reads whole, such as the hours of a week. */
import { z } from 'zod';
import type { JsonSide } from './scalars.js';
import { isMistaken, type PartReading } from './time/finding.js';

export function part<T>(read: (value: unknown) => PartReading<T>, json: JsonSide) {
  const whole = z.unknown().transform((value, context): T => {
    const reading = read(value);
    if (!isMistaken(reading)) return reading.value;
    for (const { path, inKey, message, expected } of reading.findings) {
      context.addIssue({ code: 'custom', message, path: [...path], params: { expected, inKey } });
    }
    return z.NEVER;
  });
  return whole.meta(json as z.core.GlobalMeta);
}
