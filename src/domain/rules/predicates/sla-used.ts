/** `sla_used: 75%` */
import { slaDeadline, slaTarget } from '../clocks.js';
import type { Predicate } from './predicate.js';

export const slaUsed: Predicate<'percentage'> = {
  kind: 'percentage',
  description: 'This much of the time from creation to the end of the SLA has passed.',
  holdsFrom: (percent, ticket) => slaDeadline(ticket, percent),
  instance: (_percent, ticket) => slaTarget(ticket),
  words: (percent) => `${percent} % of the SLA used`,
  cause: (percent) => (percent === 100 ? 'SLA breached' : `SLA ${percent} % used`),
};
