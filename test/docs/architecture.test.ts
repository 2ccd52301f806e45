/** docs/architecture.md and README.md name every folder of `src` that has limits of its own. */
import { expect, it } from 'vitest';
import { LIMITS } from '../architecture/limits.js';
import { read } from '../architecture/sources.js';

const [architecture, readme] = read(['docs/architecture.md', 'README.md']);

it.each(Object.keys(LIMITS.folders))('%s is in the table', (folder) => {
  expect(architecture!.text).toMatch(new RegExp(`^\\| \`${folder}\` `, 'm'));
});

it.each(Object.keys(LIMITS.folders))('%s is in the tree of README.md', (folder) => {
  expect(readme!.text).toMatch(new RegExp(`^\\| .*\\[${folder}\\]\\(${folder}\\)`, 'm'));
});
