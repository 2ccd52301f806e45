/** Signatures of Standard Webhooks (https://www.standardwebhooks.com), symmetric ones. */
import { createHmac } from 'node:crypto';

/** What is signed. */
export interface SignedRequest {
  /** The same for each repetition. */
  id: string;
  /** In whole seconds since 1970. */
  timestamp: number;
  body: string;
}

/** The header `webhook-signature`: one signature for each secret. @param secrets `whsec_…` */
export function signatures({ id, timestamp, body }: SignedRequest, secrets: readonly string[]): string {
  const content = `${id}.${timestamp}.${body}`;
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
    })
    .join(' ');
}

/** An alert key as a header can carry it: what is not plain ASCII is written as `%XX`. */
export function webhookId(alertKey: string): string {
  return alertKey.replace(/[^\x21-\x24\x26-\x7e]+/g, encodeURIComponent);
}
