/** Says on standard error what is being measured and how far it has got. */

export interface Terminal {
  write(text: string): unknown;
  /** A line can be written over. */
  isTTY?: boolean;
}

/** How often a line is written over, and how often a new one is written where that cannot be done. */
const OVER_MS = 500;
const LINE_MS = 15_000;

export class Progress {
  private step = '';
  private nth = 0;
  private stop: () => void = () => undefined;

  constructor(
    private readonly out: Terminal,
    private readonly steps: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** A step begins; the one before is over. */
  begin(step: string): void {
    this.stop();
    this.step = `[${++this.nth}/${this.steps}] ${step}`;
    this.out.write(`${this.step}\n`);
  }

  /**
   * Shows how far a part of the step is, until the next part, the next step or the end.
   * @param total how many there are to be; undefined: it just takes its time
   */
  part(what: string, total?: number, done: () => number = () => 0): void {
    this.stop();
    const began = this.now();
    const over = this.out.isTTY === true;
    const show = () => {
      const line = `${this.step}: ${what} ${howFar(this.now() - began, total, done())}`;
      this.out.write(over ? `\r\u001b[K${line}` : `${line}\n`);
    };
    const timer = setInterval(show, over ? OVER_MS : LINE_MS);
    timer.unref();
    this.stop = () => {
      clearInterval(timer);
      if (over) this.out.write('\r\u001b[K');
      this.stop = () => undefined;
    };
  }

  /** Nothing is shown any more. */
  end(): void {
    this.stop();
  }
}

/** `812 of 2,000 (41/s, 29 s left)`; without a total `12 s`. */
export function howFar(elapsedMs: number, total: number | undefined, done: number): string {
  const seconds = Math.max(elapsedMs, 1) / 1_000;
  if (total === undefined) return `${Math.round(seconds)} s`;
  const rate = done / seconds;
  const left = rate === 0 ? '' : `, ${Math.ceil((total - done) / rate)} s left`;
  const shown = rate >= 10 ? Math.round(rate) : Number(rate.toFixed(1));
  return `${done.toLocaleString('en')} of ${total.toLocaleString('en')} (${shown.toLocaleString('en')}/s${left})`;
}
