/** The rolling pass, a reconciler's resync: goes on from where the last audit stopped, through tickets and through workflows, as far as the budget goes. */
import { earlierThan, isOver, newPass, type Coverage, type Pass } from '../domain/audit/coverage.js';
import type { Instant } from '../domain/rules/policy.js';
import type { Reconciler } from './reconciler.js';
import type { Pace } from './pace.js';
import type { Tools } from './repair.js';

/** How many other task queues are remembered. */
const QUEUES = 20;

export interface Going {
  tools: Tools;
  reconciler: Reconciler;
  pace: Pace;
  /** How many tickets, and how many workflows, this audit may go through. */
  budget: number;
  /** Workflows that were started later are too young to be missed. */
  upTo: Instant;
  now: Instant;
}

/** A pass that comes to its end here is followed by one that begins with the next audit. */
export async function continuePass({ pass: begun, last }: Pick<Coverage, 'pass' | 'last'>, going: Going) {
  const { reconciler, pace, budget, now } = going;
  const pass: Pass = isOver(begun) ? newPass(now) : { ...begun };
  const most = { tickets: pass.tickets + budget, workflows: pass.workflows + budget };
  const ticketsLeft = () => pass.ticketsUpTo !== null && pass.tickets < most.tickets;
  const workflowsLeft = () => pass.workflowsFrom !== null && pass.workflows < most.workflows;
  while (pace.hasTime && (ticketsLeft() || workflowsLeft())) {
    if (ticketsLeft()) await nextTickets(pass, most.tickets, going);
    if (workflowsLeft() && pace.hasTime) await nextWorkflows(pass, most.workflows, going);
  }
  pass.queues = [...new Set([...pass.queues, ...reconciler.queues])].slice(0, QUEUES);
  if (!isOver(pass)) return { pass, last };
  const { since, tickets, workflows, queues } = pass;
  return { pass, last: { since, tickets, workflows, queues, until: Date.now() } };
}

async function nextTickets(pass: Pass, most: number, { tools, reconciler, pace }: Going): Promise<void> {
  await pace.page(async (size) => {
    const limit = Math.min(size, most - pass.tickets);
    const page = await tools.store.openTickets(pass.ticketsUpTo!, limit);
    await reconciler.tickets(page);
    pass.tickets += page.length;
    pass.ticketsUpTo = page.length < limit ? null : page.at(-1)!.ticketId;
    return page.length;
  });
}

async function nextWorkflows(pass: Pass, most: number, going: Going): Promise<void> {
  const { tools, reconciler, pace, upTo } = going;
  const from = Math.min(pass.workflowsFrom!, upTo);
  await pace.page(async (size) => {
    const limit = Math.min(size, most - pass.workflows);
    const page = await tools.temporal.startedUpTo(from, limit);
    await reconciler.workflows(page);
    pass.workflows += page.length;
    pass.workflowsFrom = page.length < limit ? null : earlierThan(from, page.at(-1)!.startedAt);
    return page.length;
  });
}
