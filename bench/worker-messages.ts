/** What the bench and its worker processes say to each other. */

/** How a worker process is to be set up. */
export interface WorkerSetup {
  /**
   * `rung`: the workers of src/worker, as they are. `persist-locally` and `persist-normally`: the same activities and
   * bounds, with a workflow bundle of the bench. `bare`: the floor.
   */
  kind: 'rung' | 'bare' | 'persist-locally' | 'persist-normally';
  address: string;
  mongodbUri: string;
  taskQueue: string;
  /** File with the workflow code; `rung` brings its own. */
  bundlePath: string;
}

/** What the worker has done so far. With Rung something counts when the database has confirmed it. */
export interface Counts {
  /** Tickets that are being watched. */
  opened: number;
  /** Signals that were acted on. */
  heard: number;
  /** Deadlines that were decided on. */
  decided: number;
  /** What followed from deadlines: the activity, or an alert. */
  done: number;
  /** Warnings and errors logged. */
  complaints: number;
}

/** A deadline of the bare workflow, all in epoch milliseconds. */
export interface BareDeadline {
  deadline: number;
  /** When the workflow knew. */
  wokeAt: number;
  /** When the activity ran. */
  doneAt: number;
}

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'counts'; counts: Counts }
  | { kind: 'memory'; rss: number }
  | { kind: 'deadlines'; deadlines: BareDeadline[] };

export type ToWorker = { kind: 'memory' } | { kind: 'deadlines' } | { kind: 'stop' };
