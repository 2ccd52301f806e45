/** Completion as a shell does it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { rung } from './rung.js';

/** What bash offers after this line, whose last word is still being written. */
async function offered(line: string): Promise<string[]> {
  const { stdout: script } = await rung(['completion', 'bash']);
  const words = line.split(' ');
  const asking = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_rung
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', asking]);
  return stdout.split('\n').filter((word) => word !== '');
}

it.each([
  ['rung de', ['deescalate', 'dev']],
  ['rung policy ', ['check', 'list', 'show', 'apply', '--help']],
  ['rung policy check --j', ['--json']],
  ['rung policy apply policies/default.yaml --y', ['--yes']],
  ['rung event T-1 reply --t', ['--text']],
  ['rung event T-1 agent', ['agent-reply']],
  ['rung --no-color show T-1 --w', ['--watch']],
  ['rung simulate --timeline examples', []],
])('%s', async (line, words) => {
  expect(await offered(line)).toEqual(words);
});

it('knows the same for zsh, and says which shells there are', async () => {
  const { stdout: bash } = await rung(['completion', 'bash']);
  const { stdout: zsh } = await rung(['completion', 'zsh']);
  const known = (script: string) => script.split('\n').filter((line) => line.includes('known='));
  expect(known(zsh)).toEqual(known(bash));
  const { status, stderr } = await rung(['completion', 'fish']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/bash, zsh/);
});
