/** `sla_used: 75%`: the same as `clock: { of: resolution, used: 75% }`. */
import { clockInstance, markReachedAt } from '../clocks.js';
import type { Predicate } from './predicate.js';

export const slaUsed: Predicate<'percentage'> = {
  kind: 'percentage',
  description: "This much of the ticket's SLA has been used, by the clock `resolution`.",
  holdsFrom: (used, ticket) => markReachedAt(ticket, { of: 'resolution', used }),
  instance: (_used, ticket) => clockInstance(ticket, 'resolution')[1],
  words: (percent) => `${percent} % of the SLA used`,
  cause: (percent) => (percent === 100 ? 'SLA breached' : `SLA ${percent} % used`),
};
