/** What is said at the start of how people answer. */
import type { AcknowledgeLinkSettings, SlackWayBack } from '../../channels/back.js';

/** A line for each way that is open. */
export function waysBackWords(slack: SlackWayBack | undefined, links: AcknowledgeLinkSettings | undefined): string[] {
  const ways = [...(slack?.secrets ? ['requests that it signs'] : []), ...(slack?.connect ? ['Socket Mode'] : [])];
  return [
    ...(ways.length > 0 ? [`Slack is heard by ${ways.join(' and by ')}`] : []),
    ...(links ? [`Links in mails lead to ${links.publicUrl}/ack/`] : []),
  ];
}
