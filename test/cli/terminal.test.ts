import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalOf } from '../../src/cli/terminal.js';

const of = (isTTY: boolean | undefined, env: Record<string, string>) => {
  const { stdin, stderr } = process;
  const stdout = Object.assign(new PassThrough(), { isTTY });
  return terminalOf({ stdin, stdout, stderr, env } as unknown as NodeJS.Process);
};

describe('the terminal of a process', () => {
  it('has colours only where somebody looks, whatever the environment says of continuous integration', () => {
    for (const env of [{}, { CI: 'true' }, { FORCE_COLOR: '0' }, { FORCE_COLOR: '' }] as Record<string, string>[]) {
      const piped = of(undefined, env);
      expect(piped.interactive).toBe(false);
      expect(piped.colours.red('x')).toBe('x');
    }
    expect(of(true, { TERM: 'xterm' }).colours.red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(of(true, { NO_COLOR: '1' }).colours.red('x')).toBe('x');
    expect(of(undefined, { FORCE_COLOR: '1' }).colours.red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(of(true, { TERM: 'xterm', FORCE_COLOR: '0' }).colours.red('x')).toBe('x');
    expect(of(true, { TERM: 'dumb' }).colours.red('x')).toBe('x');
  });
});
