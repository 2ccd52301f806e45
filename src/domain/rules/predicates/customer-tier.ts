/** `customer_tier: [enterprise]` */
import { oneOf } from './predicate.js';

export const customerTier = oneOf<'names'>((ticket) => ticket.customerTier, {
  kind: 'names',
  subject: 'customer tier',
  description: 'The tier of the customer is one of these.',
});
