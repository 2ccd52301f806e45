/** What follows from each error of a mail server: suspend, give up, or send again. The driver's are recognised by their codes. */
import { failure, GIVE_UP, GIVE_UP_MESSAGE, UNCONFIRMED, SUSPEND, RETRY, type FailureMeaning } from '../failures.js';
import { DeliveryError } from '../port.js';

interface MailErrorShape {
  code?: string;
  command?: string;
  message?: string;
  response?: string;
  responseCode?: number;
  permanent?: boolean;
}

/**
 * @param handedOver the server had asked for the message's text when it failed
 * @param clean takes secrets out of a text
 */
export function mailFailure(error: unknown, handedOver: boolean, clean: (text: string) => string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const shape = error as MailErrorShape;
  return failure(clean(`mail: ${shape.message ?? String(error)}`), mailVerdict(shape, handedOver));
}

function mailVerdict({ code, command, responseCode, permanent }: MailErrorShape, handedOver: boolean): FailureMeaning {
  if (handedOver && responseCode === undefined) return UNCONFIRMED;
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') return responseCode && !permanent ? RETRY : SUSPEND;
  if (command === 'MAIL FROM' && permanent) return SUSPEND; // the sender is refused, or a login is wanted: our settings
  if (permanent && command === 'RCPT TO') return GIVE_UP;
  if (permanent && command === 'DATA') return GIVE_UP_MESSAGE;
  if (code === 'EMESSAGE' && responseCode === undefined) return GIVE_UP_MESSAGE; // larger than the server allows
  if (code === 'EENVELOPE' && command === 'API') return GIVE_UP; // an address that cannot be written into a command
  return RETRY;
}
