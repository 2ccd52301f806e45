/** A channel that takes every message at once and sends it nowhere: no provider's speed is measured. */
import type { DigestChannel, Message, Receipt } from '../../src/channels/port.js';
import type { Tally } from './tally.js';

export function nullChannel(tally: Tally): DigestChannel {
  const take = (messages: readonly Pick<Message, 'ticketId'>[], receipt: Receipt): Promise<Receipt> => {
    for (const { ticketId } of messages) tally.told(ticketId);
    return Promise.resolve(receipt);
  };
  return {
    send: (message) => take([message], { providerId: 'null', thread: 'null' }),
    room: (messages) => messages.length,
    sendDigest: (messages) => take(messages, { providerId: 'null' }),
  };
}
