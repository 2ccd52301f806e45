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

describe('asking', () => {
  const at = (stdin: boolean, stderr: boolean) => {
    const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
    const terminal = terminalOf({
      stdin: Object.assign(input, { isTTY: stdin }),
      ...{ stdout: new PassThrough(), stderr: Object.assign(output, { isTTY: stderr }), env: {} },
    } as unknown as NodeJS.Process);
    return { ask: terminal.ask, input, output };
  };

  it('is possible only where somebody sits at standard input and sees the question', () => {
    expect(at(true, true).ask).toBeDefined();
    for (const [stdin, stderr] of [[true, false] as const, [false, true] as const]) {
      expect(at(stdin, stderr).ask).toBeUndefined();
    }
  });

  it('takes a line', async () => {
    const { ask, input, output } = at(true, true);
    const answer = ask!('Move 2 tickets? ');
    input.write('yes\nmore');
    expect(await answer).toBe('yes');
    expect(output.read()).toBe('Move 2 tickets? ');
  });

  it('takes the end of the input for no answer', async () => {
    const { ask, input } = at(true, true);
    input.end();
    expect(await ask!('Move 2 tickets? ')).toBe('');
  });
});
