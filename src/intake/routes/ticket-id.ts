/** The id of a ticket in an address. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TICKET_ID_FIELD } from '../../domain/forms/messages.js';
import { fieldSchema } from '../../schemas/fields.js';

export const ticketParams = z.object({
  id: fieldSchema('ticketId', TICKET_ID_FIELD).describe('The ticket; `/` is written as `%2F`, `#` as `%23`.'),
});

/** The ticket that a request is about; the log names it. */
export function ticketOf(request: FastifyRequest): string {
  const { id } = request.params as z.output<typeof ticketParams>;
  request.ticketId = id;
  return id;
}
