/** A row read by a mapping file: as a delivery of a help desk would be. */
import { UnreadableDeliveryError } from '../../intake/mapping/facts.js';
import type { Mapping } from '../../intake/mapping/load.js';
import { tell } from '../../intake/mapping/run.js';
import type { BackfillRow } from './source.js';

export async function throughMapping(row: BackfillRow, mapping: Mapping): Promise<BackfillRow> {
  if ('problem' in row.read) return row;
  try {
    const body = Buffer.from(
      JSON.stringify(row.read.ticket, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    );
    const {
      opens,
      ignored,
      warnings = [],
    } = await tell(mapping, {
      headers: { 'content-type': 'application/json' },
      body,
      receivedAt: Date.now(),
    });
    if (!opens)
      return {
        ...row,
        read: {
          problem: ignored ?? `the mapping shows no ticket${warnings.length > 0 ? `: ${warnings.join('; ')}` : ''}`,
        },
      };
    return { ...row, read: { ticket: { ticketId: opens.ticketId, ...opens.ticket } } };
  } catch (error) {
    if (!(error instanceof UnreadableDeliveryError)) throw error;
    return { ...row, read: { problem: error.message } };
  }
}
