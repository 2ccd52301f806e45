/** The store's ports with a tally beside them: whatever adapter is behind, nobody has to ask a database while it is measured. */
import type { AlertRecord } from '../../src/domain/alerts/delivery.js';
import type { AlertLedger, TicketStore } from '../../src/store/port.js';
import type { Tally } from './tally.js';

export function watchedStore(store: TicketStore, tally: Tally): TicketStore {
  return {
    save: (write) =>
      tally.during(
        store.save(write).then((result) => {
          if (result.outcome !== 'saved') return result;
          const { ticketId } = write.engine.state;
          tally.opened(ticketId);
          for (const { id, decision } of write.log) {
            if (decision.kind === 'escalated') tally.decided(id, ticketId, decision.at);
          }
          write.alerts.forEach((record) => enter(record, tally));
          return result;
        }),
      ),
    load: (ticketId) => tally.during(store.load(ticketId)),
  };
}

export function watchedLedger(ledger: AlertLedger, tally: Tally): AlertLedger {
  return {
    claim: (alert, claim) => tally.during(ledger.claim(alert, claim)),
    reclaim: (seen, claim) => tally.during(ledger.reclaim(seen, claim)),
    setBack: (key, by, setback) => tally.during(ledger.setBack(key, by, setback)),
    complete: (record) => tally.during(ledger.complete(record).then(() => enter(record, tally))),
  };
}

function enter({ alert, outcome }: AlertRecord, tally: Tally): void {
  if (outcome.state === 'sent') tally.entered(alert.key);
}
