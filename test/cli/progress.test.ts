/** The progress bar: when it is seen, what it says, and that it leaves nothing behind. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progress, progressLine, type ProgressOptions } from '../../src/cli/progress.js';

/** A terminal that remembers what was written, and what stands on its last line. */
class Screen extends Writable {
  isTTY = true;
  columns = 80;
  written = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
  get line(): string {
    return this.written
      .split('\n')
      .at(-1)!
      .split('\r')
      .reduce((line, over) => over + line.slice(over.length), '')
      .trimEnd();
  }
}

function watched(options: Partial<ProgressOptions> = {}) {
  const screen = new Screen();
  let at = 5_000;
  const bar = progress({ label: 'tickets', total: 10, stream: screen, now: () => at, ...options });
  const after = (length: number, by?: number) => {
    at += length;
    bar.advance(by);
    return screen.line;
  };
  return { screen, bar, after };
}

describe('a progress bar', () => {
  it('is seen after a second', () => {
    const { after } = watched();
    expect(after(999)).toBe('');
    expect(after(1)).toBe('████░░░░░░░░░░░░░░░░   20 %  2 of 10 tickets  2.0/s  4 s left');
  });

  it('is not drawn more often than five times a second', () => {
    const { after, screen } = watched();
    after(1_000);
    const before = screen.written;
    after(199);
    expect(screen.written).toBe(before);
    expect(after(1)).toContain('3 of 10 tickets');
  });

  it('leaves nothing behind, neither for a line in its place nor at its end', () => {
    const { after, bar, screen } = watched();
    after(1_000);
    bar.clear();
    expect(screen.line).toBe('');
    expect(after(200)).toContain('2 of 10');
    bar.end();
    expect(screen.line).toBe('');
    expect(after(60_000)).toBe('');
    expect(screen.written).not.toContain('\n');
  });

  it('writes nothing at all when the command was quick', () => {
    const { after, bar, screen } = watched();
    after(900, 10);
    bar.clear();
    bar.end();
    expect(screen.written).toBe('');
  });

  it('covers a longer line before it', () => {
    const { after } = watched({ total: 100_000 });
    after(1_000, 1);
    const line = after(200, 99_999);
    expect(line).toBe('████████████████████  100 %  100,000 of 100,000 tickets  83,333/s  0 s left');
  });

  it('keeps within the width of the terminal', () => {
    const { after, screen } = watched();
    screen.columns = 30;
    expect(after(1_000)).toBe('██░░░░░░░░░░░░░░░░░░   10 %');
  });

  it('is silent when standard error is no terminal', () => {
    const { after, bar, screen } = watched();
    const stream = Object.assign(new Screen(), { isTTY: false });
    const silent = watched({ stream });
    silent.after(60_000);
    silent.bar.end();
    expect(stream.written).toBe('');
    expect(after(60_000)).not.toBe('');
    bar.end();
    expect(screen.line).toBe('');
  });
});

describe('its line', () => {
  it.each<[string, number, number | undefined, number, string]>([
    ['knows no total', 4_500, undefined, 10_000, '4,500 tickets  450/s'],
    [
      'has hours to go',
      100,
      10_000,
      60_000,
      '░░░░░░░░░░░░░░░░░░░░    1 %  100 of 10,000 tickets  1.7/s  1 h 39 min left',
    ],
    ['has done nothing', 0, 10, 5_000, '░░░░░░░░░░░░░░░░░░░░    0 %  0 of 10 tickets  0.0/s'],
    ['has done more than was said', 11, 10, 1_000, '████████████████████  100 %  11 of 10 tickets  11/s  0 s left'],
    ['counts to nothing', 0, 0, 1_000, '0 tickets  0.0/s'],
  ])('when it %s', (_what, done, total, elapsed, line) => {
    expect(progressLine('tickets', done, total, elapsed)).toBe(line);
  });
});
