/** docs/architecture.md names every folder that has limits of its own. */
import { expect, it } from 'vitest';
import { LIMITS } from '../architecture/limits.js';
import { read } from '../architecture/sources.js';

const text = read(['docs/architecture.md'])[0]!.text;

it.each(Object.keys(LIMITS.folders))('%s is in the table', (folder) => {
  expect(text).toMatch(new RegExp(`^\\| \`${folder}\` `, 'm'));
});
