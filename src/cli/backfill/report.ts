/** What a backfill says: a bar, each bad row with its place, and the sums. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { rm, stat } from 'node:fs/promises';
import type { Policy } from '../../domain/rules/policy.js';
import type { Options } from '../commands/backfill.js';
import { Failure } from '../failure.js';
import { progress, type Progress } from '../progress.js';
import { print, type Terminal } from '../terminal.js';
import { counted } from '../words/count.js';
import { isPast } from './past.js';
import type { Done } from './run.js';
import type { BackfillSource } from './source.js';

export class Report {
  private readonly counts = { opened: 0, exists: 0, closed: 0, invalid: 0 };
  private past = 0;
  private unkept = 0;

  private readonly bar: Progress;
  private rejects: WriteStream | undefined;

  constructor(
    private readonly source: BackfillSource,
    private readonly options: Pick<Options, 'dryRun' | 'json' | 'quietPast' | 'rejects'>,
    private readonly policy: Policy,
    private readonly terminal: Terminal,
  ) {
    const { total } = source;
    this.bar = progress({ label: 'tickets', stream: terminal.stderr, ...(total !== undefined && { total }) });
  }

  /** Opens the file for rejects. @param goesOn an earlier run has written to it @throws Failure 2 */
  async begin(goesOn: boolean): Promise<void> {
    const { rejects: file } = this.options;
    if (file === undefined) return;
    const isRead = await isSame(file, this.source.file);
    // What is read is read on under no name: mended rows are given in the file that gets those which are still bad.
    if (isRead) await rm(file);
    this.rejects = createWriteStream(file, { flags: goesOn && !isRead ? 'a' : 'w' });
    try {
      await once(this.rejects, 'open');
    } catch (cause) {
      throw new Failure(2, `${file}: cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, {
        cause,
      });
    }
  }

  say(line: string): void {
    this.bar.clear();
    print(this.terminal.stderr, line);
  }

  /** Rows that an earlier run has done. */
  passOver(count: number): void {
    this.bar.advance(count);
  }

  done({ place, raw, line, outcome, ticketId, ticket, kept, error, warnings = [] }: Done): void {
    this.counts[outcome]++;
    if (kept === false) this.unkept++;
    const where = `${this.source.name}:${place}`;
    for (const warning of warnings) this.say(`${where}: ${warning} (warning)`);
    if (outcome === 'invalid') {
      this.say(`${where}: ${error ?? 'it cannot be opened'}`);
      this.rejects?.write(`${typeof raw === 'string' ? raw : JSON.stringify(raw, withoutLoss)}\n`);
    }
    if (this.options.dryRun && ticket && outcome === 'opened' && isPast(ticket, this.policy, Date.now())) this.past++;
    if (this.options.json) {
      this.bar.clear();
      const at = line > 0 ? { line } : {};
      print(this.terminal.stdout, JSON.stringify({ ...at, ticketId, outcome, ...(error !== undefined && { error }) }));
    }
    this.bar.advance();
  }

  async end(): Promise<void> {
    this.bar.end();
    if (!this.rejects || this.rejects.destroyed) return;
    this.rejects.end();
    await once(this.rejects, 'close');
  }

  /** @throws Failure 2 when there were bad rows, 1 when it was interrupted */
  conclude(isWhole: boolean, trouble: string | undefined): void {
    const { opened, exists, closed, invalid } = this.counts;
    const would = this.options.dryRun === true;
    const parts = [
      `${opened} ${would ? 'would be opened' : 'opened'}`,
      ...(would ? [] : [`${exists} existed`]),
      `${closed} closed and passed over`,
      `${invalid} invalid`,
    ];
    if (!this.options.json) print(this.terminal.stdout, parts.join(', '));
    if (would && this.past > 0) {
      const what = this.options.quietPast
        ? 'which will be logged as skipped'
        : 'which would fire at once; --quiet-past tells nobody';
      print(this.terminal.stderr, `${this.past} of them ${this.past === 1 ? 'is' : 'are'} past a mark, ${what}`);
    }
    if (trouble !== undefined)
      print(
        this.terminal.stderr,
        `${trouble}; the other keys of ${counted(this.unkept, 'ticket')} are not kept: run this again with --from-start`,
      );
    const given = this.options.rejects === undefined ? '' : `; they are in ${this.options.rejects}`;
    if (invalid > 0) throw new Failure(2, `${counted(invalid, 'row')} could not be opened${given}`);
    if (!isWhole) throw new Failure(1, 'interrupted; the same command goes on where this one stopped');
  }
}

/** Whether both are there, and are one file. */
async function isSame(one: string, other: string | undefined): Promise<boolean> {
  if (other === undefined) return false;
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.isFile() && a.ino === b.ino && a.dev === b.dev;
}

/** Numbers that a double does not hold are kept as they are, in quotes. */
function withoutLoss(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
