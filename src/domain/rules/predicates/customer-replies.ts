/** `customer_replies: 3` */
import { ALWAYS, NEVER, type Predicate } from './predicate.js';

export const customerReplies: Predicate<'count'> = {
  kind: 'count',
  description: 'The customer has replied at least this many times.',
  holdsFrom: (count, ticket) => (ticket.customerReplyCount >= count ? ALWAYS : NEVER),
  instance: (count, ticket) => Math.floor(ticket.customerReplyCount / count),
  words: (count) => `${count} customer ${count === 1 ? 'reply' : 'replies'}`,
  cause: (_count, ticket) => `${ticket.customerReplyCount} customer replies, not resolved`,
};
