import { expect, it } from 'vitest';
import { DeliveryError } from '../../src/channels/port.js';
import { Gates } from '../../src/delivery/gates.js';

const gates = () => new Gates({ pigeon: {}, owl: { apart: true } }, 40, () => 0);
const asked = () => Promise.reject(new DeliveryError('later', { kind: 'retry-at', afterMs: 30_000 }, 'no'));

it('shuts a channel for all of its targets', async () => {
  const all = gates();
  await all
    .of({ channel: 'pigeon', address: 'a' })
    .watch(asked())
    .catch(() => undefined);
  expect(() => all.of({ channel: 'pigeon', address: 'b' }).enter()).toThrow(/the channel waits: later/);
});

it('shuts one target alone where each is on a server of its own', async () => {
  const all = gates();
  await all
    .of({ channel: 'owl', address: 'a' })
    .watch(asked())
    .catch(() => undefined);
  expect(() => all.of({ channel: 'owl', address: 'a' }).enter()).toThrow(/the channel waits: later/);
  expect(all.of({ channel: 'owl', address: 'b' }).pause).toBeUndefined();
  all.of({ channel: 'owl', address: 'b' }).enter()();
});
