/**
 * What is usually written first when tickets move to Temporal, written with care: a timer for each rule that can come true
 * by time, all of them set anew whenever something happens, and each effect an activity of its own. It knows the tiers, the
 * cooldown and the rules of the default policy, but nothing of late or repeated facts, long histories or channels that are down.
 */
import { CancellationScope, condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

export interface NaiveTicket {
  ticketId: string;
  status: 'open' | 'resolved';
  priority: number;
  customerTier: string;
  /** All instants are epoch milliseconds. */
  createdAt: number;
  slaHours: number;
  lastActivityAt: number;
  customerReplies: number;
  tier: string;
  seq: number;
  escalatedAt?: number;
  cooldownUntil?: number;
}

export interface NaiveTransition {
  ticketId: string;
  seq: number;
  at: number;
  rule: string;
  from: string;
  to: string;
}

export interface NaiveActivities {
  saveTicket(ticket: NaiveTicket): Promise<void>;
  writeLog(transition: NaiveTransition): Promise<void>;
  notify(channel: 'slack' | 'email', transition: NaiveTransition): Promise<void>;
}

export type NaiveMessage =
  | { type: 'customerReplied' | 'agentReplied'; at: number }
  | { type: 'escalate'; to: string }
  | { type: 'resolutionConfirmed' };

export const message = defineSignal<[NaiveMessage]>('message');

const { saveTicket, writeLog, notify } = proxyActivities<NaiveActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

const HOUR = 3_600_000;
const TIERS = ['L1', 'L2', 'L3', 'manager'];
const COOLDOWN = 4 * HOUR;
const STALLED = 4 * HOUR;
const IDLE = 2 * HOUR;
const REPLIES = 3;

interface Rule {
  name: string;
  to: string;
  bump: number;
  /** When it comes true by itself; undefined: not by time. */
  dueAt(ticket: NaiveTicket): number | undefined;
}

/** The strongest first. */
const RULES: Rule[] = [
  { name: 'sla_breached', to: 'manager', bump: 2, dueAt: ({ createdAt, slaHours }) => createdAt + slaHours * HOUR },
  {
    name: 'vip_stuck',
    to: 'manager',
    bump: 2,
    dueAt: ({ customerTier, lastActivityAt }) => (customerTier === 'enterprise' ? lastActivityAt + IDLE : undefined),
  },
  {
    name: 'stalled_at_l2',
    to: 'L3',
    bump: 1,
    dueAt: ({ tier, escalatedAt }) => (tier === 'L2' && escalatedAt ? escalatedAt + STALLED : undefined),
  },
  { name: 'time_based', to: 'L2', bump: 1, dueAt: ({ createdAt, slaHours }) => createdAt + 0.75 * slaHours * HOUR },
];

const above = (to: string, tier: string) => TIERS.indexOf(to) > TIERS.indexOf(tier);

export async function naiveWorkflow(ticket: NaiveTicket): Promise<void> {
  const inbox: NaiveMessage[] = [];
  setHandler(message, (news) => void inbox.push(news));
  await saveTicket(ticket);
  while (ticket.status !== 'resolved') {
    await newsOrTimer(ticket, () => inbox.length > 0);
    for (const news of inbox.splice(0)) await hear(ticket, news);
    const now = Date.now();
    const due = now < (ticket.cooldownUntil ?? 0) ? undefined : RULES.find((rule) => isDue(rule, ticket, now));
    if (due) await move(ticket, due.name, due.to, due.bump);
  }
}

function isDue({ to, dueAt }: Rule, ticket: NaiveTicket, now: number): boolean {
  return above(to, ticket.tier) && (dueAt(ticket) ?? Infinity) <= now;
}

/** A timer for each rule that is still ahead, gone again when anything happens. */
async function newsOrTimer(ticket: NaiveTicket, news: () => boolean): Promise<void> {
  const ahead = RULES.filter(({ to }) => above(to, ticket.tier)).flatMap((rule) => rule.dueAt(ticket) ?? []);
  const now = Date.now();
  const scope = new CancellationScope();
  try {
    await scope.run(() =>
      Promise.race([
        condition(news),
        ...ahead.map((at) => sleep(Math.max(Math.max(at, ticket.cooldownUntil ?? 0) - now, 1))),
      ]),
    );
  } finally {
    scope.cancel();
  }
}

async function hear(ticket: NaiveTicket, news: NaiveMessage): Promise<void> {
  if (news.type === 'escalate') return move(ticket, 'manual', news.to, 1);
  if (news.type === 'resolutionConfirmed') {
    ticket.status = 'resolved';
    return move(ticket, 'resolution', 'L1', 0);
  }
  ticket.lastActivityAt = news.at;
  if (news.type === 'customerReplied') ticket.customerReplies++;
  const angry = news.type === 'customerReplied' && ticket.customerReplies % REPLIES === 0;
  if (angry && above('L2', ticket.tier)) return move(ticket, 'multiple_replies_no_resolution', 'L2', 1);
  await saveTicket(ticket);
}

async function move(ticket: NaiveTicket, rule: string, to: string, bump: number): Promise<void> {
  const at = Date.now();
  const transition = { ticketId: ticket.ticketId, seq: ++ticket.seq, at, rule, from: ticket.tier, to };
  if (above(to, ticket.tier)) {
    ticket.escalatedAt = at;
    ticket.cooldownUntil = at + COOLDOWN;
  }
  ticket.tier = to;
  ticket.priority = Math.min(ticket.priority + bump, 3);
  await saveTicket(ticket);
  await writeLog(transition);
  await Promise.all([notify('slack', transition), notify('email', transition)]);
}
