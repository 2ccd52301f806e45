/** The ledger as one attempt at an alert asks it: a page does not wait for it, an outcome does. */
import { log } from '@temporalio/activity';
import type { AlertRecord } from '../domain/alerts/delivery.js';
import type { AlertLedger } from '../store/port.js';
import { within } from '../waiting/within.js';
import type { DeliveryBounds } from './bounds.js';

export interface LedgerAccessOptions {
  ledger: AlertLedger;
  bounds: Pick<DeliveryBounds, 'ledgerMs' | 'completeMs'>;
  /** The alert's key, for the worker's log. */
  key: string;
  /** The database has just shown that it does not answer: nothing is asked. Default: false. */
  silent?: boolean;
  /** Waited for before an outcome is entered. Default: nothing. */
  others?: () => Promise<void>;
}

export class LedgerAccess {
  private answers = true;

  constructor(private readonly options: LedgerAccessOptions) {}

  /** It does not know what this attempt is about to do. */
  get isSilent(): boolean {
    return this.options.silent === true || !this.answers;
  }

  /** Asks unless the ledger has just failed to answer. Undefined: no answer in time; the page does not wait for it. */
  async ask<T>(question: (ledger: AlertLedger) => Promise<T>): Promise<T | undefined> {
    const { ledger, bounds, silent } = this.options;
    if (silent || !this.answers) return undefined;
    try {
      return await within(bounds.ledgerMs, question(ledger));
    } catch (error) {
      this.answers = false;
      this.warn(error);
      return undefined;
    }
  }

  /** Enters an outcome, also if the ledger has failed to answer before. The message is out and nothing hurries: false means that it cannot be. */
  async enter(record: AlertRecord): Promise<boolean> {
    const { ledger, bounds, silent, others } = this.options;
    if (silent) return false;
    await others?.();
    try {
      await within(bounds.completeMs, ledger.complete(record));
      return true;
    } catch (error) {
      this.warn(error);
      return false;
    }
  }

  private warn(error: unknown): void {
    log.warn('The alert ledger does not answer; going on without it', {
      alert: this.options.key,
      error: (error as Error).message,
    });
  }
}
