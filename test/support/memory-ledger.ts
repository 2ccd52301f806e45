/** The ledger of alerts without a database: for tests of what many alerts do at once, not of the ledger. */
import type { AlertLedger, LedgerEntry } from '../../src/store/port.js';

export class MemoryLedger implements AlertLedger {
  readonly entries = new Map<string, LedgerEntry>();

  claim: AlertLedger['claim'] = async ({ key }, { by, at, doubts }) => {
    const there = this.entries.get(key);
    if (there) return { ...there };
    const known = { providerId: null, thread: null, lastError: null, settledAt: null };
    const claimed = { doubts, suspect: false, claimedBy: by, claimedAt: at, ended: false };
    this.entries.set(key, { key, state: 'sending', attempts: 1, ...claimed, ...known });
    return null;
  };

  reclaim: AlertLedger['reclaim'] = async (seen, { by, at, doubts }) => {
    const { state, attempts } = this.entries.get(seen.key)!;
    if (state !== seen.state || attempts !== seen.attempts) return false;
    const claimed = { doubts, suspect: false, claimedBy: by, claimedAt: at, ended: false };
    this.change(seen.key, { state: 'sending', attempts: attempts + 1, ...claimed });
    return true;
  };

  setBack: AlertLedger['setBack'] = async (key, by, { state, doubts, suspect, error }) => {
    if (this.entries.get(key)?.claimedBy !== by) return;
    this.change(key, { state, doubts, suspect, lastError: error, ended: true });
  };

  settle: AlertLedger['settle'] = async ({ alert, outcome }) => {
    const { state, at } = outcome;
    const told =
      outcome.state === 'sent'
        ? { providerId: outcome.providerId, thread: outcome.thread ?? null }
        : { lastError: outcome.error };
    this.change(alert.key, { state, settledAt: at, ended: true, ...told });
  };

  private change(key: string, fields: Partial<LedgerEntry>): void {
    this.entries.set(key, { ...this.entries.get(key)!, ...fields });
  }
}
