/** A connection that is closed while Temporal does not answer: calls under way come to an end, and the process goes on. */
import { expect, it } from 'vitest';
import { lazyClient } from '../../src/client/connect.js';
import { Rung } from '../../src/client/rung.js';
import { refusingTemporal } from '../support/refusing-temporal.js';

const UNAVAILABLE = 14;

it('a call that waits to be tried again ends when its connection is closed', async () => {
  const temporal = await refusingTemporal(UNAVAILABLE);
  const rung = new Rung({ client: lazyClient({ address: temporal.address }) });
  const asking = expect(rung.getState('T-1')).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await expect.poll(temporal.asked).toBeGreaterThan(1);
  await rung.close();
  // Were it tried again, the SDK's timer would throw, which ends a process.
  await asking;
  await temporal.close();
});
