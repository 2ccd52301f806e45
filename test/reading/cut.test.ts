/** Texts that are too long are cut between characters: Slack refuses a message with half of one in it, and the alert would be given up. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from '../../src/reading/cut.js';
import { shown } from '../../src/reading/scalar.js';
import { header, markdown } from '../../src/channels/slack/blocks.js';

const SEED = Number(process.env['RUNG_SEED'] ?? Date.now() % 1_000_000);
console.log(`RUNG_SEED=${SEED} (test/reading/cut.test.ts)`);

test.each([
  ['four', 4, 'four'],
  ['fives', 4, 'fiv…'],
  ['ab🙂cd', 4, 'ab…'],
  ['ab🙂cd', 5, 'ab🙂…'],
  ['🙂🙂', 2, '…'],
])('%s in %i characters is %s', (text, limit, is) => {
  expect(cut(text, limit)).toBe(is);
});

test('whatever it is and wherever it is cut, no character is cut in half, and nothing is too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
      const short = cut(text, limit);
      expect(short.length).toBeLessThanOrEqual(Math.max(limit, text.length <= limit ? text.length : 1));
      expect(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(short)).toBe(false);
    }),
    { seed: SEED },
  );
});

test('a header of Slack that ends in the midst of an emoji keeps none of it', () => {
  const text = `${'x'.repeat(148)}🙂 and so on`;
  expect(JSON.stringify(header(text))).not.toMatch(/\\ud83d/i);
  expect(markdown(`${'x'.repeat(8)}🙂!`, 10).text).toBe(`${'x'.repeat(8)}…`);
  expect(shown(`${'x'.repeat(59)}🙂 and so on`)).toBe(`"${'x'.repeat(59)}…"`);
});
