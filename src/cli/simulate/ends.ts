/** How tickets stand at their end, a table for people: of a ticket no more is held than its id and one of few rows. */
import type { TicketState } from '../../domain/ticket/ticket.js';
import { table, width } from '../table.js';

const HEAD = ['Ticket', 'Tier', 'Status', 'Priority', 'Group'];
/** So many rows are made at once. */
const ROWS = 1_000;

export class Ends {
  /** In the order of creation, as are the others. */
  private readonly ids: string[] = [];
  private readonly rest: string[][] = [];
  /** Beside its id a ticket says what many others say, too. */
  private readonly known = new Map<string, string[]>();

  /** @param nth counted from 0 in the order of creation */
  add({ ticketId, tier, status, priority, assigneeGroup }: TicketState, nth: number): void {
    const rest = [tier, status, priority, assigneeGroup];
    const key = JSON.stringify(rest);
    const known = this.known.get(key) ?? rest;
    this.known.set(key, known);
    this.ids[nth] = ticketId;
    this.rest[nth] = known;
  }

  /** The lines of one table, part by part; none without tickets. */
  *lines(): Generator<string[]> {
    const { ids, rest } = this;
    if (ids.length === 0) return;
    const rows = [...this.known.values()];
    // Before each part, and left out again: its columns are as wide as those of the whole.
    const widest = [
      widestOf(HEAD[0]!, ids),
      ...HEAD.slice(1).map((head, i) =>
        widestOf(
          head,
          rows.map((row) => row[i]!),
        ),
      ),
    ];
    yield ['', ...table([widest, HEAD]).slice(1)];
    for (let from = 0; from < ids.length; from += ROWS) {
      const some = ids.slice(from, from + ROWS).map((id, i) => [id, ...rest[from + i]!]);
      yield table([widest, ...some]).slice(1);
    }
  }
}

function widestOf(head: string, cells: readonly string[]): string {
  return cells.reduce((widest, cell) => (width(cell) > width(widest) ? cell : widest), head);
}
