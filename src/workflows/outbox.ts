/** What the ticket still owes the world, as plain state that continue-as-new carries. */
import type { Alert, Effect, LogEntry } from '../domain/decision.js';
import type { AlertRecord } from '../domain/delivery.js';
import { targetName } from '../domain/policy.js';

export interface OutboxState {
  /** Log entries not yet in the database, oldest first. */
  log: LogEntry[];
  /** Alerts without an outcome, oldest first. */
  alerts: Alert[];
  /** Outcomes that the ledger has not heard of. */
  unrecorded: AlertRecord[];
}

/** From this many entries on, those that are no transitions are merged. */
export const LOG_LIMIT = 200;

/** Kinds of which one entry may stand for many. */
const MERGED: readonly string[] = ['held', 'ignored'];

export class Outbox {
  readonly log: LogEntry[];
  readonly alerts: Alert[];
  readonly unrecorded: AlertRecord[];

  constructor({ log, alerts, unrecorded }: OutboxState = { log: [], alerts: [], unrecorded: [] }) {
    this.log = [...log];
    this.alerts = [...alerts];
    this.unrecorded = [...unrecorded];
  }

  get empty(): boolean {
    return this.log.length + this.alerts.length + this.unrecorded.length === 0;
  }

  toState(): OutboxState {
    return { log: [...this.log], alerts: [...this.alerts], unrecorded: [...this.unrecorded] };
  }

  add(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'alert') this.alerts.push(effect.alert);
      else this.addEntry(effect.entry);
    }
  }

  /** Names of the targets that wait for an alert, each once, longest waiting first. */
  targets(): string[] {
    return [...new Set(this.alerts.map(targetOf))];
  }

  firstFor(target: string): Alert | undefined {
    return this.alerts.find((alert) => targetOf(alert) === target);
  }

  /** The alert has got its outcome. */
  settled(alert: Alert): void {
    removeAll(this.alerts, (waiting) => waiting.key === alert.key);
  }

  /** The database has these. */
  written(log: LogEntry[], alerts: AlertRecord[]): void {
    const counts = new Map(log.map((entry) => [entry.id, entry.count]));
    removeAll(this.log, (entry) => counts.has(entry.id) && counts.get(entry.id) === entry.count);
    removeAll(this.unrecorded, (record) => alerts.includes(record));
  }

  /** The ticket turned out to have had another life: nothing of this one is owed any more. */
  forget(): void {
    this.log.length = 0;
    this.alerts.length = 0;
  }

  private addEntry(entry: LogEntry): void {
    const { decision } = entry;
    if (this.log.length >= LOG_LIMIT && MERGED.includes(decision.kind)) {
      const like = this.log.find((other) => nameOf(other) === nameOf(entry));
      if (like) {
        this.log[this.log.indexOf(like)] = { ...like, count: (like.count ?? 1) + 1 };
        return;
      }
    }
    this.log.push(entry);
  }
}

function targetOf(alert: Alert): string {
  return targetName(alert);
}

/** What a merged entry is counted under. */
function nameOf({ decision }: LogEntry): string {
  if (decision.kind === 'held') return `held ${decision.rule}`;
  return decision.kind === 'ignored' ? `ignored ${decision.event}` : '';
}

function removeAll<T>(list: T[], unwanted: (entry: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) if (unwanted(list[i]!)) list.splice(i, 1);
}
