/** `rung policy list`: the policies that tickets were opened with or moved to. */
import { dateTime } from '../words/time.js';
import { policyOfNewTickets } from './known.js';
import { table } from '../table.js';
import { print, type Terminal } from '../terminal.js';
import { withEngine } from '../engine.js';

/** As `rung policy list --json` prints it. */
interface Line {
  hash: string;
  firstUsedAt: string;
  rules: number;
  tiers: string[];
  /** How many open tickets have it, as far as Temporal's visibility knows. */
  openTickets: number;
  /** New tickets get it: it is the one of `RUNG_POLICY`. */
  forNewTickets: boolean;
}

export async function listPolicies(json: boolean, terminal: Terminal): Promise<void> {
  const current = (await policyOfNewTickets(terminal))?.hash;
  const lines = await withEngine(terminal, async ({ rung, store }) => {
    const kept = await store.policies.list();
    return Promise.all(
      kept.map(async ({ hash, policy, firstUsedAt }): Promise<Line> => ({
        ...{ hash, firstUsedAt: new Date(firstUsedAt).toISOString(), rules: policy.rules.length },
        tiers: policy.tiers.map(({ name }) => name),
        ...{ openTickets: await rung.count({ policyHash: hash }), forNewTickets: hash === current },
      })),
    );
  });
  if (json) return lines.forEach((line) => print(terminal.stdout, JSON.stringify(line)));
  if (lines.length === 0) return print(terminal.stdout, 'No ticket has been opened with a policy yet.');
  const rows = lines.map(({ hash, firstUsedAt, rules, tiers, openTickets, forNewTickets }) => [
    ...[hash, dateTime(Date.parse(firstUsedAt)), String(openTickets), String(rules), tiers.join(', ')],
    forNewTickets ? 'for new tickets' : '',
  ]);
  for (const row of table([['Policy', 'First used', 'Open tickets', 'Rules', 'Ladder'], ...rows])) {
    print(terminal.stdout, row);
  }
}
