/** What the help desk's webhook would have told, by the same mapping. */
import type { Instant } from '../domain/rules/policy.js';
import type { Told } from '../intake/mapping/facts.js';
import type { Mapping } from '../intake/mapping/load.js';
import { tell, type TellOptions } from '../intake/mapping/run.js';
import type { DeskDelivery } from './desk.js';

/** @throws UnreadableDeliveryError */
export function toldBy(
  { body, headers = {}, path = [] }: DeskDelivery,
  mapping: Mapping,
  receivedAt: Instant,
  options: TellOptions = {},
): Promise<Told> {
  const delivery = {
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
    ...{ path, receivedAt },
  };
  return tell(mapping, delivery, options);
}
