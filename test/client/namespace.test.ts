import { expect, inject, it } from 'vitest';
import { connect } from '../../src/client/index.js';

it('says that Temporal does not know the namespace, and that one may try again', async () => {
  const rung = await connect({ address: inject('temporalAddress'), namespace: 'not-there-yet' });
  try {
    const ticket = {
      ticketId: 'T-1',
      status: 'open',
      priority: 'normal',
      customerTier: 'standard',
      slaHours: 1,
    } as const;
    const calls = [
      rung.openTicket(ticket),
      rung.customerReplied('T-1'),
      rung.acknowledge('T-1', { by: 'ann' }),
      rung.list(),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({
        status: 'rejected',
        reason: {
          name: 'EngineUnavailableError',
          message: expect.stringMatching(/no namespace not-there-yet.*try again/),
        },
      });
    }
  } finally {
    await rung.close();
  }
});
