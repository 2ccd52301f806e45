/** How far the APIs of help desks have been read, for `rung doctor`. */
import { loadReconcilers, DeskError } from '../reconcile/index.js';
import { lateReconcilers, type ReconcilerAt } from '../domain/audit/reconcilers.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import { PolicyError } from '../reading/problems.js';
import { connectStore } from '../store/mongo.js';
import { readSettings } from './settings.js';
import type { Terminal } from './terminal.js';
import { fromNow } from './words/time.js';

interface ReconcilerCheck {
  name: string;
  ok: boolean;
  detail: string;
  remedy?: string;
}

const NAME = 'Help desks\u2019 APIs';

/** Nothing where none is connected, or the database does not answer, which others say. */
export async function reconcilerChecks(terminal: Terminal): Promise<ReconcilerCheck[]> {
  const { config } = await readSettings(terminal);
  const { desks, every } = config.reconcile;
  try {
    const { integrations } = config.intake;
    const connected = await loadReconcilers({ desks, integrations, network: config.network });
    if (connected.length === 0) return [];
    const store = connectStore(config.mongodbUri);
    try {
      const standings = await Promise.all(
        connected.map(async ({ name }): Promise<ReconcilerAt> => ({ name, ...(await store.reconcilers.read(name)) })),
      );
      return standings.map((one) => reconcilerCheck(one, every, Date.now()));
    } catch {
      return [];
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof DeskError || error instanceof PolicyError)) throw error;
    return [{ name: NAME, ok: false, detail: error.message, remedy: 'Mend the setting; see docs/intake.md.' }];
  }
}

export function reconcilerCheck(at: ReconcilerAt, every: Milliseconds, now: Instant): ReconcilerCheck {
  const { name, readUpTo } = at;
  if (every === 0) return { name: NAME, ok: true, detail: `${name}: switched off by RUNG_RECONCILE_EVERY` };
  const [late] = lateReconcilers([at], every, now);
  if (late) {
    const remedy =
      'Look at the token and its rights, whether a worker runs, and at the schedule rung-reconcile/… in the Web UI.';
    return { name: NAME, ok: false, detail: `${name}: ${late.detail}`, remedy };
  }
  const read =
    readUpTo == null ? 'not read to the end yet' : `everything until ${fromNow(readUpTo, now)} has been read`;
  return { name: NAME, ok: true, detail: `${name}: ${read}` };
}
