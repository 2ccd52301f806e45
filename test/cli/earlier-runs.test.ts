/** What an interrupted story left open is closed when the next one begins. */
import { expect, it } from 'vitest';
import type { Rung } from '../../src/client/index.js';
import { closeEarlierRuns } from '../../demo/earlier.js';

it('closes tickets with the number of a run, and no others', async () => {
  const closed: unknown[] = [];
  const open = ['T1-acme.1', 'T1-acme.12', 'T1-acme', 'T1-acme.x', 'T2-globex.1', 'T2-globex.1.1', 'T9.1'];
  const rung = {
    list: async () => open.map((ticketId) => ({ ticketId })),
    ticketChanged: async (ticketId: string, changes: object) => {
      closed.push([ticketId, changes]);
      return { outcome: 'accepted' };
    },
  } as unknown as Rung;
  await closeEarlierRuns(rung, ['T1-acme', 'T2-globex']);
  const status = { status: 'closed' };
  expect(closed).toEqual([
    ['T1-acme.1', status],
    ['T1-acme.12', status],
    ['T2-globex.1', status],
  ]);
});
