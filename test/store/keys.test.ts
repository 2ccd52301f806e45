/** JSON values as sub-documents that every server takes, and back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeKeys, encodeKeys } from '../../src/store/keys.js';

const keys = fc
  .oneof(fc.string(), fc.constantFrom('%[]', '$a', 'a.b', '%2E', '%25[]', '%'))
  .filter((key) => key !== '__proto__');
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, 1, 'x', true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** No array right within an array, no key that is a path or an operator. */
function isTaken(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && isTaken(one));
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, one]) => !key.includes('.') && !key.startsWith('$') && isTaken(one));
}

test('any value comes back as it was, and what is written is taken', () => {
  fc.assert(
    fc.property(values, (value) => {
      const written = encodeKeys(value);
      expect(isTaken(written)).toBe(true);
      expect(decodeKeys(written)).toEqual(value);
    }),
  );
});

test('an array in an array is written as a document', () => {
  expect(encodeKeys({ week: [[[480, 600]], []] })).toEqual({
    week: [{ '%[]': [{ '%[]': [480, 600] }] }, { '%[]': [] }],
  });
});
