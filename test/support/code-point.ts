/** The unit of texts of any characters whatever, as `fc.string({ unit: 'binary' })` has it. That one makes a table of all of them first, which takes seconds. */
import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };

export const codePoint = fc.nat({ max: 0x10ffff - SURROGATES.count }).map(
  (n) => String.fromCodePoint(n < SURROGATES.first ? n : n + SURROGATES.count),
  // So that it knows `__proto__` and its like as texts of these.
  (text) => {
    const [one, ...others] = Array.from(text as string, (character) => character.codePointAt(0)!);
    if (one === undefined || others.length > 0) throw new Error('not a character');
    return one < SURROGATES.first ? one : one - SURROGATES.count;
  },
);
