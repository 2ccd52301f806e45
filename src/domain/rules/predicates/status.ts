/** `status: [open, pending]` */
import { isClosing } from '../../ticket/closing.js';
import { oneOf } from './predicate.js';

export const status = oneOf<'names'>((ticket) => ticket.status, {
  kind: 'names',
  subject: 'status',
  description: 'The status of the ticket is one of these.',
  warnings: (list, policy) =>
    list.every((status) => isClosing(status, policy))
      ? [{ message: 'a resolved or closed ticket is not watched', expected: 'statuses of open tickets', never: true }]
      : [],
});
