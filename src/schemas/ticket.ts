/** A ticket that is to be opened. Keys that are not Rung's are the help desk's: they are let through and not read. */
import { z } from 'zod';
import { NEW_TICKET } from '../domain/forms/messages.js';
import { shapeOf } from './fields.js';
import type { KnownNames } from './known-names.js';
import { perNames } from './per-names.js';

const EXAMPLE = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };

/** @param names of the policy that the ticket is opened with */
export const ticketSchema = perNames((names?: KnownNames) =>
  z
    .object(shapeOf(NEW_TICKET, names), { error: 'must be an object such as {"ticketId":"T-1","status":"open",…}' })
    .meta({
      title: 'Ticket to open',
      description:
        'A ticket as the help desk hands it over. Other keys are the help desk’s: they are kept in the database, as they are.',
      examples: [{ ticketId: 'T-1042', ...EXAMPLE }],
    }),
);

/** The ticket of a line `created`, which has its id beside it. */
export const createdTicketSchema = perNames((names?: KnownNames) => {
  const { ticketId, ...shape } = shapeOf(NEW_TICKET, names);
  const error = `must be an object such as ${JSON.stringify(EXAMPLE)}`;
  return z.object({ ticketId: ticketId.optional(), ...shape }, { error }).meta({
    description: 'The ticket as it was when its watch began. Other keys are the help desk’s.',
    examples: [EXAMPLE],
  });
});
