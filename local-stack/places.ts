/** Where the servers of a stack are. */

/** Temporal. */
export interface TemporalPlace {
  /** `host:port`. */
  address: string;
  namespace: string;
  /** Base of the Web UI, without a slash at its end. */
  uiUrl?: string;
}

/** MongoDB, or what speaks its protocol. */
export interface MongoPlace {
  /** Has the database `rung` in its path. */
  uri: string;
}

/** The mail catcher. */
export interface MailPlace {
  /** For `SMTP_URL`. */
  smtpUrl: string;
  /** The inbox in a browser. Undefined: the mail goes to a server that is not ours. */
  webUrl?: string;
}

/** The servers that a stack can have. */
export interface Places {
  temporal: TemporalPlace;
  mongo: MongoPlace;
  mail: MailPlace;
}

export type ServerName = keyof Places;

/** What is said of each server besides its place. */
export interface Origin {
  /** Which way it was had: `TEMPORAL_ADDRESS`, `PATH`, `the cache`. */
  from: string;
  /** Its process. Undefined: it was not started here. */
  pid?: number;
}
