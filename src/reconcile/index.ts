/** Reconcilers: what no webhook has told is read from the help desks' APIs, by a schedule. */
import { ApplicationFailure, cancellationSignal, heartbeat, log, metricMeter } from '@temporalio/activity';
import type { Rung } from '../client/rung.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { Acceptance } from '../spill/keep.js';
import type { ReconcilerStore, SpillStore } from '../store/intake-port.js';
import type { TicketStore } from '../store/port.js';
import { DeskError } from './address.js';
import { ApiError } from './api-error.js';
import { pass, type Passed } from './pass.js';
import type { DeskReconciler } from './reconciler.js';

export { DeskError } from './address.js';
export { loadReconcilers, type DeskReconciler } from './reconciler.js';
export { ensureReconciling } from './schedule.js';

/** How long pages are begun in one pass; the next one goes on from the cursor. */
const BUDGET: Milliseconds = 4 * 60_000;

/** A help desk may take its time to answer, and Temporal to take a page's facts. */
const BEAT: Milliseconds = 10_000;

export interface ReconcileDeps {
  reconcilers: readonly DeskReconciler[];
  /** With the policy for new tickets as it is now: a ticket may have to be opened. */
  rung(): Promise<Rung>;
  store: Pick<TicketStore, 'load'>;
  spill: Pick<SpillStore, 'keep' | 'waiting' | 'any'>;
  cursors: ReconcilerStore;
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;

export function createReconcileActivities({ reconcilers, rung, store, spill, cursors }: ReconcileDeps) {
  const read = async (reconciler: DeskReconciler, alive: (cursor: string) => void): Promise<Passed> => {
    const { name, mapping, lookBack } = reconciler;
    const desk = await reconciler.open();
    const told = await rung();
    const passed = await pass({
      ...{ name, mapping, desk, cursors, lookBack },
      acceptance: new Acceptance({ rung: told, spill }),
      policy: told.scoring,
      known: async (ticketId) => (await store.load(ticketId))?.state ?? null,
      until: Date.now() + BUDGET,
      signal: cancellationSignal(),
      alive,
      warn: (message, about) => {
        log.warn(message, about);
      },
    });
    if (passed.complete) await asked(name, () => desk.askAgain?.());
    return passed;
  };
  return {
    /** Reads what has changed since the cursor. May be repeated; the error has a sentence for people, and nothing of an answer. */
    reconcile: async (name: string): Promise<Passed> => {
      const reconciler = reconcilers.find((one) => one.name === name);
      // Another worker has other settings.
      if (!reconciler)
        throw ApplicationFailure.create({ message: `${name} is not connected here`, type: 'NotConnected' });
      let at: string | undefined;
      const beat = () => heartbeat(at === undefined ? undefined : { cursor: at });
      const beating = setInterval(beat, BEAT);
      try {
        return await read(reconciler, (cursor) => {
          at = cursor;
          beat();
        });
      } catch (error) {
        const message = error instanceof Error ? error.message : 'unknown';
        await cursors.failed(name, message, Date.now()).catch(() => undefined);
        throw asFailure(error);
      } finally {
        clearInterval(beating);
        await show(name, cursors).catch(() => undefined);
      }
    },
  };
}

/** That deliveries come again is a help, and no more. */
async function asked(name: string, ask: () => Promise<number> | undefined): Promise<void> {
  try {
    const count = (await ask()) ?? 0;
    if (count > 0) log.info('failed deliveries were asked for again', { reconciler: name, count });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    log.warn('failed deliveries could not be asked for again', { reconciler: name, because: error.message });
  }
}

function asFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApiError) {
    const { trouble, message, waitMs } = error;
    // The next pass comes soon enough, and is not refused for having been asked too often.
    const nonRetryable = trouble === 'refused' || trouble === 'missing' || (waitMs ?? 0) > 60_000;
    return ApplicationFailure.create({
      ...{ message, type: `Api:${trouble}`, nonRetryable },
      ...(waitMs !== undefined && !nonRetryable && { nextRetryDelay: waitMs }),
    });
  }
  const { message, name } = error as Error;
  return ApplicationFailure.create({ message, type: name, nonRetryable: error instanceof DeskError });
}

/** How long ago everything was read. */
async function show(name: string, cursors: ReconcilerStore): Promise<void> {
  const standing = await cursors.read(name);
  if (standing?.readUpTo == null) return;
  const age = Math.max(0, Math.round((Date.now() - standing.readUpTo) / 1000));
  metricMeter
    .createGauge('rung_reconciler_age', 'int', 's', 'How long ago everything that a help desk says had been read')
    .set(age, { reconciler: name });
}
