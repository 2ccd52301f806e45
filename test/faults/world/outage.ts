/** A time in which something did not work; what was due then may be late. */
export interface Outage {
  what: string;
  from: number;
  to: number;
  /** The only ticket that it concerns. Default: all. */
  ticketId?: string;
}

/** Every worker was killed, frozen or stopped. */
export const NO_WORKER = 'no worker';
