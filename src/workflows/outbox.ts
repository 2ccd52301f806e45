/** What the ticket still owes the world, as plain state that continue-as-new carries. */
import type { Alert, Effect, LogEntry } from '../domain/decision.js';
import type { AlertRecord } from '../domain/delivery.js';
import { targetName } from '../domain/policy.js';

export interface OutboxState {
  /** Log entries not yet in the database, oldest first. */
  log: LogEntry[];
  /** Alerts without an outcome, oldest first. */
  alerts: OwedAlert[];
  /** Alerts whose targets were given up, while somebody else is being told. Default: none. */
  stranded?: Alert[];
  /** Outcomes that the ledger has not heard of. */
  unrecorded: AlertRecord[];
}

/** `slowly`: neither its target nor anybody instead could be told, and it is still being tried. */
export type OwedAlert = Alert & { slowly?: true };

/** From this many entries on, those that are no transitions are merged. */
export const LOG_LIMIT = 200;

/** Kinds of which one entry may stand for many. */
const MERGED: readonly string[] = ['held', 'ignored'];

export class Outbox {
  readonly log: LogEntry[];
  readonly alerts: OwedAlert[];
  readonly stranded: Alert[];
  readonly unrecorded: AlertRecord[];

  constructor({ log, alerts, stranded = [], unrecorded }: OutboxState = { log: [], alerts: [], unrecorded: [] }) {
    this.log = [...log];
    this.alerts = [...alerts];
    this.stranded = [...stranded];
    this.unrecorded = [...unrecorded];
  }

  get empty(): boolean {
    return this.log.length + this.alerts.length + this.stranded.length + this.unrecorded.length === 0;
  }

  toState(): OutboxState {
    const { log, alerts, stranded, unrecorded } = this;
    return { log: [...log], alerts: [...alerts], stranded: [...stranded], unrecorded: [...unrecorded] };
  }

  add(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'alert') this.alerts.push(effect.alert);
      else this.addEntry(effect.entry);
    }
  }

  /** Names of the lanes in which an alert waits, each once, longest waiting first. */
  lanes(): string[] {
    return [...new Set(this.alerts.map(laneOf))];
  }

  firstIn(lane: string): OwedAlert | undefined {
    return this.alerts.find((alert) => laneOf(alert) === lane);
  }

  /** The alert has got its outcome. */
  settled(alert: Alert): void {
    for (const list of [this.alerts, this.stranded]) removeAll(list, (owed) => owed.key === alert.key);
  }

  /** The alert that this one is a notice about, while that matters. */
  strandedBehind({ insteadOf, transition }: Alert): Alert | undefined {
    return (
      insteadOf &&
      this.stranded.find(
        (alert) => alert.transition.seq === transition.seq && targetName(alert) === targetName(insteadOf),
      )
    );
  }

  /** The database has these. */
  written(log: LogEntry[], alerts: AlertRecord[]): void {
    const counts = new Map(log.map((entry) => [entry.id, entry.count]));
    removeAll(this.log, (entry) => counts.has(entry.id) && counts.get(entry.id) === entry.count);
    removeAll(this.unrecorded, (record) => alerts.includes(record));
  }

  /** The ticket turned out to have had another life: nothing of this one is owed any more. */
  forget(): void {
    for (const list of [this.log, this.alerts, this.stranded]) list.length = 0;
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

/** Alerts to one target keep their order. One that is tried slowly holds up no other: a later one would have overtaken it. */
function laneOf(alert: OwedAlert): string {
  return alert.slowly ? alert.key : targetName(alert);
}

/** What a merged entry is counted under. */
function nameOf({ decision }: LogEntry): string {
  if (decision.kind === 'held') return `held ${decision.rule}`;
  return decision.kind === 'ignored' ? `ignored ${decision.event}` : '';
}

function removeAll<T>(list: T[], unwanted: (entry: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) if (unwanted(list[i]!)) list.splice(i, 1);
}
