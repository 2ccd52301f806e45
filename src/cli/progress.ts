/** A progress bar for commands that may take long: how much is done, how fast, how much time is left. */
import type { Writable } from 'node:stream';
import { lengthWords } from '../domain/rules/words.js';

export interface ProgressOptions {
  /** What is counted, in the plural: `tickets`. */
  label: string;
  /** How many there will be. Without it the bar, the percentage and the time left are left out. */
  total?: number;
  /** Standard error. When it is no terminal, nothing is ever written. */
  stream: Writable & { isTTY?: boolean; columns?: number };
  /** A clock in milliseconds (default: `performance.now`). */
  now?: () => number;
}

export interface Progress {
  /** Counts what is done, 1 by default. May be called a million times a second. */
  advance(by?: number): void;
  /** Takes the bar away until the next `advance`, so that something can be printed in its place. */
  clear(): void;
  /** Takes the bar away for good. */
  end(): void;
}

/** Bars one after the other, in the same place. */
export interface Bars {
  /** Begins the next; the one before is over. */
  begin(label: string, total?: number): Progress;
  /** Takes the one that is there away until its next `advance`. */
  clear(): void;
  /** The last one is over. */
  end(): void;
}

export function bars(stream: ProgressOptions['stream']): Bars {
  let bar: Progress | undefined;
  return {
    begin(label, total) {
      bar?.end();
      return (bar = progress({ label, stream, ...(total !== undefined && { total }) }));
    },
    clear: () => bar?.clear(),
    end: () => bar?.end(),
  };
}

/** How long a command may take without a bar, and how often the bar is drawn again. */
const FIRST_AFTER = 1_000;
const AGAIN_AFTER = 200;
const CELLS = 20;

/** Begins now; the first bar is seen after a second. Rate and time left are those of the whole time so far. */
export function progress({ label, total, stream, now = () => performance.now() }: ProgressOptions): Progress {
  if (!stream.isTTY) return { advance() {}, clear() {}, end() {} };
  const began = now();
  let done = 0;
  let drawAt = began + FIRST_AFTER;
  let shown = 0;

  const show = (line: string) => {
    const fitting = line.slice(0, (stream.columns ?? 80) - 1); // A full line would wrap, and stay.
    stream.write(`\r${fitting.padEnd(shown)}`);
    shown = fitting.length;
  };
  const clear = () => {
    if (shown === 0) return;
    show('');
    stream.write('\r');
  };
  return {
    advance(by = 1) {
      done += by;
      const at = now();
      if (at < drawAt) return;
      drawAt = at + AGAIN_AFTER;
      show(progressLine(label, done, total, at - began));
    },
    clear,
    end() {
      clear();
      drawAt = Infinity;
    },
  };
}

/** `██████████░░░░░░░░░░  50 %  5,000 of 10,000 tickets  100/s  50 s left`. `elapsed` in milliseconds. */
export function progressLine(label: string, done: number, total: number | undefined, elapsed: number): string {
  const perSecond = (done * 1_000) / elapsed;
  const rate = `${perSecond < 10 ? perSecond.toFixed(1) : inWords(Math.round(perSecond))}/s`;
  if (!total) return `${inWords(done)} ${label}  ${rate}`;
  const share = Math.min(done / total, 1);
  const cells = Math.floor(share * CELLS);
  const left = done === 0 ? Infinity : Math.ceil(Math.max(total - done, 0) / perSecond) * 1_000;
  return [
    '█'.repeat(cells) + '░'.repeat(CELLS - cells),
    `${Math.floor(share * 100)} %`.padStart(5),
    `${inWords(done)} of ${inWords(total)} ${label}`,
    rate,
    ...(left < Infinity ? [`${lengthWords(left)} left`] : []),
  ].join('  ');
}

function inWords(count: number): string {
  return Math.floor(count).toLocaleString('en');
}
