/** How many events one ticket leaves in Temporal, over a whole life. */
import { randomUUID } from 'node:crypto';
import type { TicketStateView } from '../src/workflows/contract.js';
import type { Ended } from './side.js';
import type { BareSide } from './sides/bare.js';
import type { RungSide } from './sides/rung.js';
import { until } from './waiting.js';

export interface Life {
  events: number;
  /** Size of the history as Temporal counts it, in KB. */
  kilobytes: number;
  /** How many of each kind, most first. */
  kinds: Record<string, number>;
}

/** Messages of a life, each heard before the next is sent. */
const REPLIES = 10;
/** The third of them escalates the ticket. */
const CUSTOMER_REPLIES = 3;

/**
 * Opened, ten replies (the third escalates to L2), escalated to the manager by a person, resolution confirmed: taken
 * back, resolved and ended. Three transitions with two alerts each.
 */
export async function measureRungLife(side: RungSide): Promise<Life> {
  const { rung } = side;
  const ticketId = `life-${randomUUID().slice(0, 8)}`;
  const settled = async (holds: (state: TicketStateView) => boolean) => {
    await until('the ticket to have settled', async () => {
      const state = await rung.getState(ticketId);
      const owed = state && state.outbox.alerts.length + state.outbox.logEntries;
      return state !== null && state.outbox.persisted && owed === 0 && holds(state);
    });
  };
  await rung.openTicket({ ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 });
  await settled(() => true);
  for (let reply = 1; reply <= REPLIES; reply++) {
    const at = new Date();
    if (reply <= CUSTOMER_REPLIES) await rung.customerReplied(ticketId, { at });
    else await rung.agentReplied(ticketId, { at });
    await settled(({ lastActivityAt }) => Date.parse(lastActivityAt) >= at.getTime());
  }
  await rung.escalate(ticketId, { by: 'bench', to: 'manager' });
  await settled(({ tier }) => tier === 'manager');
  await rung.confirmResolution(ticketId);
  return lifeOf(await side.ended(ticketId));
}

/** Opened, ten signals, its timer, its activity, its end. */
export async function measureBareLife(side: BareSide): Promise<Life> {
  const ticketId = `life-${randomUUID().slice(0, 8)}`;
  const deadline = Date.now() + 3_000;
  await side.open(ticketId, deadline);
  await side.opened();
  for (let reply = 1; reply < REPLIES; reply++) {
    await side.tell(ticketId);
    await side.heard();
  }
  await side.settled([{ ticketId, deadline }]);
  await side.tell(ticketId, true);
  return lifeOf(await side.ended(ticketId));
}

function lifeOf({ history, bytes }: Ended): Life {
  const kinds: Record<string, number> = {};
  for (const event of history.events ?? []) {
    const kind = kindOf(event);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return {
    events: history.events?.length ?? 0,
    kilobytes: bytes / 1024,
    kinds: Object.fromEntries(Object.entries(kinds).sort(([, a], [, b]) => b - a)),
  };
}

/** An event is named by the one field that holds what is special to it: `activityTaskScheduledEventAttributes`. */
function kindOf(event: object): string {
  const attributes = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
  return attributes?.replace(/EventAttributes$/, '') ?? 'other';
}
