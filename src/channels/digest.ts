/** What is said about many alerts to one target at once, the same for all channels. */
import { move, type Brief } from './message.js';
import type { Message } from './port.js';

/** The most alerts that one digest takes: about what fits on a page. */
export const DIGEST_SIZE = 40;

/** In the order in which things happened; of one instant by key, so that the same alerts make the same digest. */
export function inOrder(messages: readonly Message[]): Message[] {
  return [...messages].sort((a, b) => a.content.brief.at - b.content.brief.at || (a.key < b.key ? -1 : 1));
}

/** `12 alerts: 9 escalated to manager, 3 back to L1` */
export function digestHeadline(messages: readonly Message[]): string {
  const counts = new Map<string, number>();
  for (const { content } of messages) {
    const moved = move(content.brief);
    counts.set(moved, (counts.get(moved) ?? 0) + 1);
  }
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([moved, count]) => `${count} ${moved}`);
  return `${messages.length} alerts: ${parts.join(', ')}`;
}

/** `SLA breached, priority urgent. SLA due 2026-01-06 09:00 UTC (in 6 h)` */
export function digestReason({ cause, priority, deadline }: Brief): string {
  return `${cause}, priority ${priority}. SLA ${deadline}`;
}
