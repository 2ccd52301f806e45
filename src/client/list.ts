/** Open tickets, from Temporal's visibility: it filters, the order is made here. */
import type { Client } from '@temporalio/client';
import type { Policy } from '../domain/rules/policy.js';
import { isClosing } from '../domain/ticket/closing.js';
import type { Calls } from './calls.js';
import { SEARCH_ATTRIBUTES, TICKET_WORKFLOW, ticketIdOf } from '../workflows/contract.js';

/** What finds the workflows of all open tickets, and nothing else. */
export const OPEN_TICKETS = `WorkflowType='${TICKET_WORKFLOW}' AND ExecutionStatus='Running'`;

/** As many as Temporal gives at a time. */
const PAGE = 1_000;

export interface OpenTicket {
  ticketId: string;
  tier: string | null;
  status: string | null;
  priority: string | null;
  customerTier: string | null;
  escalated: boolean;
  escalationReason: string | null;
  /** ISO-8601. */
  nextDeadlineAt: string | null;
  slaDueAt: string | null;
  /** Content hash of its policy; null for a ticket that an earlier version has opened and nobody has moved since. */
  policyHash: string | null;
}

/** Only tickets that are like this; compared as they are written. */
export interface ListFilter {
  tier?: string;
  status?: string;
  customerTier?: string;
  /** Content hash of a policy, whole. */
  policyHash?: string;
}

/**
 * The open tickets that the filter lets through, {@link inOrder}. They are asked for in pages of a thousand, each of which `calls` bounds in
 * time; nothing is asked about a single ticket.
 */
export async function listOpenTickets(
  client: Client,
  calls: Calls,
  filter: ListFilter,
  policy: Policy | undefined,
  onEach: () => void = () => undefined,
): Promise<OpenTicket[]> {
  const rows: OpenTicket[] = [];
  const workflows = client.workflow.list({ query: queryFor(filter), pageSize: PAGE })[Symbol.asyncIterator]();
  for (;;) {
    const next = await calls.make(() => workflows.next());
    if (next.done) break;
    const { workflowId, typedSearchAttributes: found } = next.value;
    onEach();
    const status = found.get(SEARCH_ATTRIBUTES.status) ?? null;
    if (status !== null && isClosing(status, policy)) continue;
    const ticket: OpenTicket = {
      ticketId: ticketIdOf(workflowId),
      tier: found.get(SEARCH_ATTRIBUTES.tier) ?? null,
      status,
      priority: found.get(SEARCH_ATTRIBUTES.priority) ?? null,
      customerTier: found.get(SEARCH_ATTRIBUTES.customerTier) ?? null,
      escalated: found.get(SEARCH_ATTRIBUTES.escalated) ?? false,
      escalationReason: found.get(SEARCH_ATTRIBUTES.escalationReason) ?? null,
      nextDeadlineAt: found.get(SEARCH_ATTRIBUTES.nextDeadlineAt)?.toISOString() ?? null,
      slaDueAt: found.get(SEARCH_ATTRIBUTES.slaDueAt)?.toISOString() ?? null,
      policyHash: found.get(SEARCH_ATTRIBUTES.policy) ?? null,
    };
    if (isAsked(ticket, filter)) rows.push(ticket);
  }
  return inOrder(rows, policy?.tiers.map(({ name }) => name) ?? []);
}

/** How many open tickets the filter lets through, as far as visibility knows; a filter that no query can ask for counts one by one. */
export async function countOpenTickets(client: Client, calls: Calls, filter: ListFilter): Promise<number> {
  const isPlain = FILTERS.every((key) => filter[key] === undefined || PLAIN.test(filter[key]));
  if (!isPlain) return (await listOpenTickets(client, calls, filter, undefined)).length;
  return (await calls.make(() => client.workflow.count(queryFor(filter)))).count;
}

/**
 * Highest tier first, then next deadline first; tickets without a deadline last. Tiers that the ladder does not have come
 * before it, by name, as they may be the highest; tickets whose tier is not known yet come last.
 */
export function inOrder<T extends Pick<OpenTicket, 'ticketId' | 'tier' | 'nextDeadlineAt'>>(
  tickets: readonly T[],
  ladder: readonly string[],
): T[] {
  const fromTheTop = ladder.toReversed();
  const depth = ({ tier }: T) => (tier === null ? ladder.length : fromTheTop.indexOf(tier));
  const stranger = (ticket: T) => (depth(ticket) < 0 ? ticket.tier! : '');
  const deadline = ({ nextDeadlineAt }: T) => nextDeadlineAt ?? '~';
  return [...tickets].sort(
    (a, b) =>
      depth(a) - depth(b) ||
      compare(stranger(a), stranger(b)) ||
      compare(deadline(a), deadline(b)) ||
      compare(a.ticketId, b.ticketId),
  );
}

/**
 * The server filters by plain words alone: what quotes and backslashes mean in its queries differs from one database behind it to the
 * next. Each ticket is judged here too.
 */
function queryFor(filter: ListFilter): string {
  const conditions = FILTERS.flatMap((key) => {
    const value = filter[key];
    return value !== undefined && PLAIN.test(value) ? [`${SEARCH_ATTRIBUTES[ATTRIBUTE[key]].name} = '${value}'`] : [];
  });
  return [OPEN_TICKETS, ...conditions].join(' AND ');
}

const FILTERS = ['tier', 'status', 'customerTier', 'policyHash'] as const satisfies (keyof ListFilter)[];
const ATTRIBUTE = { tier: 'tier', status: 'status', customerTier: 'customerTier', policyHash: 'policy' } as const;
const PLAIN = /^[A-Za-z0-9_.-]+(?: [A-Za-z0-9_.-]+)*$/;

function isAsked(ticket: OpenTicket, filter: ListFilter): boolean {
  return FILTERS.every((key) => filter[key] === undefined || filter[key] === ticket[key]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
