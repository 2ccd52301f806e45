/** The table that the classic script looks through: what a help desk keeps of a ticket, and two columns that make looking cheap. */
import type { Collection, Filter, IndexSpecification } from 'mongodb';

/** Instants are Dates; `_id` is the ticket's. */
export interface ScriptTicket {
  _id: string;
  status: 'open' | 'resolved';
  priority: number;
  customerTier: string;
  createdAt: Date;
  slaHours: number;
  lastActivityAt: Date;
  customerReplies: number;
  sentiment: number | null;
  tier: string;
  cooldownUntil: Date;
  /** 75 % and 100 % of the SLA, computed when the ticket is entered so that they can have an index. */
  warnAt: Date;
  breachAt: Date;
  seq: number;
}

export type ScriptTable = Collection<ScriptTicket>;

export interface ScriptRule {
  name: string;
  to: string;
  bump: number;
  /** Which tickets it is about. */
  where(now: Date): Filter<ScriptTicket>;
}

const HOUR = 3_600_000;
const BELOW_MANAGER = { $in: ['L1', 'L2', 'L3'] };
const before = (now: Date, ms: number) => ({ $lte: new Date(now.getTime() - ms) });

/** The default policy as queries, the strongest first. */
export const RULES: ScriptRule[] = [
  { name: 'sla_breached', to: 'manager', bump: 2, where: (now) => ({ tier: BELOW_MANAGER, breachAt: { $lte: now } }) },
  {
    name: 'vip_stuck',
    to: 'manager',
    bump: 2,
    where: (now) => ({ tier: BELOW_MANAGER, customerTier: 'enterprise', lastActivityAt: before(now, 2 * HOUR) }),
  },
  { name: 'time_based', to: 'L2', bump: 1, where: (now) => ({ tier: 'L1', warnAt: { $lte: now } }) },
  { name: 'negative_sentiment', to: 'L2', bump: 1, where: () => ({ tier: 'L1', sentiment: { $lt: -0.6 } }) },
  {
    name: 'multiple_replies_no_resolution',
    to: 'L2',
    bump: 1,
    where: () => ({ tier: 'L1', customerReplies: { $gte: 3 } }),
  },
];

export const INDEXES: IndexSpecification[] = [
  { status: 1, tier: 1, warnAt: 1 },
  { status: 1, tier: 1, breachAt: 1 },
];

export function newScriptTicket(_id: string, createdAt: Date, slaHours: number): ScriptTicket {
  const after = (share: number) => new Date(createdAt.getTime() + share * slaHours * HOUR);
  return {
    _id,
    status: 'open',
    priority: 1,
    customerTier: 'standard',
    createdAt,
    slaHours,
    lastActivityAt: createdAt,
    customerReplies: 0,
    sentiment: null,
    tier: 'L1',
    cooldownUntil: createdAt,
    warnAt: after(0.75),
    breachAt: after(1),
    seq: 0,
  };
}
