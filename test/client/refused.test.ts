/** A Temporal that does not let this client in is there, and says so: nobody is sent to look whether it runs. */
import { expect, it } from 'vitest';
import { connect } from '../../src/client/index.js';
import { connectClient, lazyClient } from '../../src/client/connect.js';
import { Rung } from '../../src/client/rung.js';
import { refusingTemporal } from '../support/refusing-temporal.js';

const REFUSED = {
  code: 'ENGINE_REFUSED',
  message:
    'Temporal does not let this client in: Request unauthorized; check TEMPORAL_API_KEY, TEMPORAL_TLS and TEMPORAL_NAMESPACE',
};

it.each([7, 16] as const)('when it connects (%s)', async (status) => {
  const { address, connections, close } = await refusingTemporal(status);
  await expect(connect({ address })).rejects.toMatchObject(REFUSED);
  await expect(connectClient({ address })).rejects.toMatchObject(REFUSED);
  // An open one would keep a program from ending that has tried.
  await expect.poll(connections).toBe(0);
  await close();
});

it('when it is asked, by a client that connects with its first call', async () => {
  const { address, close } = await refusingTemporal();
  const rung = new Rung({ client: lazyClient({ address }) });
  await expect(rung.getState('T-1')).rejects.toMatchObject(REFUSED);
  await rung.close();
  await close();
});
