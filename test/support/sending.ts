/** What tests of channels send, and what they are told when it fails. */
import { expect } from 'vitest';
import { alertContent, type Places } from '../../src/channels/message.js';
import { DeliveryError, type Message } from '../../src/channels/port.js';
import type { TransitionAlert } from '../../src/domain/ladder/decision.js';
import { NINE } from './writes.js';

/** What makes the message of an alert, as a channel gets it at nine. @param places links in it */
export function messageOf(given: TransitionAlert, places: Places) {
  return (overrides: Partial<Message> = {}, changed: Partial<TransitionAlert> = {}): Message => {
    const alert = { ...given, ...changed };
    const { ticketId, seq } = alert.transition;
    return {
      key: given.key,
      ticketId,
      seq,
      address: given.address,
      content: alertContent(alert, places, NINE),
      ...overrides,
    };
  };
}

/** Why a channel has not taken something. @param secrets what may not be said */
export async function refusal(call: Promise<unknown>, secrets: readonly string[] = []): Promise<DeliveryError> {
  const error: unknown = await call.then(
    (value) => expect.fail(`delivered: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeliveryError);
  for (const secret of secrets) expect((error as Error).message).not.toContain(secret);
  return error as DeliveryError;
}
