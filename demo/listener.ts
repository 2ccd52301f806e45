/** What the engine has really decided, from the log it keeps in the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecisionLine } from '../src/domain/ticket/view.js';
import type { TicketArchive } from '../src/store/port.js';

/** How often the log is read. */
const POLL_MS = 250;
/** How many readings in a row may fail. */
const FAILURES = 5;

export interface Listening {
  archive: TicketArchive;
  ticketIds: string[];
  /** A decision of this run as the story tells it. */
  toStory: (line: DecisionLine) => DecisionLine;
  /** Hears of each decision once, in the order of time. */
  heard: (line: DecisionLine) => void;
}

export class Listener {
  private logs: DecisionLine[] = [];
  private readonly ignored: DecisionLine[] = [];
  private readonly announced = new Set<string>();

  constructor(private readonly listening: Listening) {}

  /** Everything decided so far, in the order of time, by the tickets of the story. */
  byTicket(storyIds: string[]): Map<string, DecisionLine[]> {
    const all = byTime([...this.logs, ...this.ignored]);
    return new Map(storyIds.map((id) => [id, all.filter(({ ticketId }) => ticketId === id)]));
  }

  /** Notes that a fact was ignored: a closed ticket's workflow has ended, so that only its sender knows. */
  addIgnored(line: DecisionLine): void {
    this.ignored.push(line);
    this.listening.heard(line);
  }

  /** Reads the log again and again, once more after it is stopped. @throws StoreError when it stays unreadable */
  async follow(stopped: AbortSignal): Promise<void> {
    for (let failures = 0; ;) {
      const last = stopped.aborted;
      try {
        await this.read();
        failures = 0;
      } catch (error) {
        if (++failures >= FAILURES) throw error;
      }
      if (last) return;
      await sleep(POLL_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const { archive, ticketIds, toStory, heard } = this.listening;
    const logs = await Promise.all(ticketIds.map((id) => archive.log(id)));
    this.logs = logs.flat().map((document) => toStory(lineOf(document)));
    const isNew = (line: DecisionLine) => !this.announced.has(JSON.stringify(line));
    for (const line of byTime(this.logs.filter(isNew))) {
      this.announced.add(JSON.stringify(line));
      heard(line);
    }
  }
}

function byTime(lines: DecisionLine[]): DecisionLine[] {
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** A document of the log as the decision line it was, without what the log adds. */
function lineOf(document: Record<string, unknown>): DecisionLine {
  const { _id, number: _number, rev: _rev, count: _count, at, until, ...rest } = document;
  const written = (instant: unknown) => (instant as Date).toISOString();
  return {
    at: written(at),
    ...rest,
    ...(until === undefined ? {} : { until: written(until) }),
  } as DecisionLine;
}
