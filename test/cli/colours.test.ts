/** Colours of the program as it is built: when they are asked for, and when they are not. */
import { expect, it } from 'vitest';
import { spawned } from './rung.js';

const STORY = ['simulate', '--timeline', 'examples/story.jsonl'];
const COLOUR = '\u001b[';

it('has colours in a pipe when FORCE_COLOR asks for them, and none with --no-color, wherever it stands', async () => {
  const env = { FORCE_COLOR: '1' };
  expect((await spawned(STORY, { env })).stdout).toContain(COLOUR);
  expect((await spawned(STORY, { env: { FORCE_COLOR: '' } })).stdout).not.toContain(COLOUR);
  for (const args of [
    ['--no-color', ...STORY],
    [...STORY, '--no-color'],
  ]) {
    const { status, stdout } = await spawned(args, { env });
    expect(status).toBe(0);
    expect(stdout).not.toContain(COLOUR);
  }
});
