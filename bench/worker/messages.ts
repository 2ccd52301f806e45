/** What the bench and its worker processes say to each other. */

/** How a worker process is to be set up. */
export interface WorkerSetup {
  /** Whose worker it is; `script` has no workflows. */
  kind: 'bare' | 'rung' | 'naive' | 'script';
  /** Temporal, `host:port`. */
  address: string;
  /** With the database in its path. Undefined: what is written is kept in memory. */
  mongodbUri?: string;
  taskQueue: string;
  /** File with the workflow code; a script has none. */
  bundlePath?: string;
  /** Rung's alerts keep to the pace of production: so many messages a second to one target, more of them in digests. */
  paced: boolean;
  /** Milliseconds between two looks of the script. */
  everyMs?: number;
  /** Count the heartbeats that reach Temporal. It costs a little, so only where nothing is timed. */
  heartbeats?: boolean;
}

/** What the worker has done so far. What a database keeps counts when it has confirmed it. */
export interface Counts {
  /** Tickets that are being watched. */
  opened: number;
  /** Signals that workflows have handled. */
  heard: number;
  /** Deadlines that were decided on. */
  decided: number;
  /** What people were told: alerts that a channel has accepted; with the bare workflow its activity. */
  told: number;
  /** Of these, entered in the ledger of alerts; with sides that have none, all. */
  entered: number;
  /** Calls of a store that have ended, in whatever way. */
  stored: number;
  /** Calls of a store under way. */
  underWay: number;
  /** Warnings and errors logged. */
  complaints: number;
}

/** Something that happened to a ticket, epoch milliseconds. */
export interface Happening {
  ticketId: string;
  at: number;
}

export interface Happenings {
  decided: Happening[];
  told: Happening[];
}

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'counts'; counts: Counts }
  | { kind: 'memory'; rss: number }
  | { kind: 'heartbeats'; count: number }
  | ({ kind: 'happenings' } & Happenings);

export type ToWorker = { kind: 'memory' | 'heartbeats' | 'happenings' | 'stop' };
