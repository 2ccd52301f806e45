/** What the Web UI says of a run for good. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeTicket } from '../../src/client/description.js';
import { parsePolicy } from '../../src/policy/index.js';

const policy = parsePolicy(readFileSync('policies/default.yaml', 'utf8'), 'default.yaml');
const createdAt = Date.parse('2026-01-05T09:00:00Z');

describe('the description of a run', () => {
  it('of a new ticket tells tier, SLA, policy, ladder, rules and where the ticket is', () => {
    const { staticSummary, staticDetails } = describeTicket({
      ...{ ticketId: 'A/2', customerTier: 'enterprise', slaHours: 24, createdAt, policy },
      ticketUrl: 'https://desk.example.com/tickets/{ticketId}',
    });
    expect(staticSummary).toBe('A/2: enterprise, SLA 24 h');
    expect(staticDetails.split('\n').filter((line) => line !== '')).toEqual([
      '### Ticket `A/2`',
      '[In the help desk](<https://desk.example.com/tickets/A%2F2>)',
      '- Customer tier: `enterprise`',
      '- SLA: 24 h',
      '- Created at: 2026-01-05T09:00:00.000Z',
      '- SLA due: 2026-01-06T09:00:00.000Z',
      `- Policy: \`${policy.hash}\``,
      '- Ladder: `L1` (`tier1_support`) → `L2` (`tier2_support`) → `L3` (`tier3_support`) → `manager` (`support_managers`)',
      '- Cooldown: 4 h',
      '**Rules**',
      '- `time_based` to `L2`: 75 % of the SLA used, open',
      '- `vip_stuck` to `manager`: no activity for 2 h, enterprise',
      '- `negative_sentiment` to `L2`: score below -0.6',
      '- `multiple_replies_no_resolution` to `L2`: 3 customer replies',
      '- `sla_breached` to `manager`: 100 % of the SLA used',
      '- `stalled_at_l2` to `L3`: no agent reply for 4 h, at L2',
      'As it was opened; how it stands now is said under the current details.',
    ]);
  });

  it.each([
    [{ customerTier: 'enterprise', slaDueAt: createdAt }, ': enterprise, SLA due 2026-01-05T09:00:00.000Z, reopened'],
    [{ customerTier: 'enterprise', slaHours: 8, createdAt }, ': enterprise, SLA 8 h, reopened'],
    [{}, ': reopened'],
  ])('of one that is watched again tells what is known: %j', (known, summary) => {
    const { staticSummary, staticDetails } = describeTicket({ ticketId: 'A-2', ...known }, 'reopened');
    expect(staticSummary).toBe(`A-2${summary}`);
    expect(staticDetails).toContain('### Ticket `A-2`, reopened');
    expect(staticDetails.includes('SLA due: ')).toBe(Object.keys(known).length > 0);
  });

  it('keeps within what the server takes, whole characters only', () => {
    const rules = policy.policy.rules.flatMap((rule) =>
      Array.from({ length: 100 }, (_, i) => ({ ...rule, name: `${rule.name}_${i}` })),
    );
    const { staticSummary, staticDetails } = describeTicket({
      ...{ ticketId: 'A-2', customerTier: 'ü'.repeat(100), slaHours: 24, createdAt },
      policy: { hash: policy.hash, policy: { ...policy.policy, rules } },
    });
    expect(Buffer.byteLength(staticSummary)).toBeLessThanOrEqual(200);
    expect(staticSummary).toMatch(/^A-2: ü+…$/);
    expect(Buffer.byteLength(staticDetails)).toBeLessThanOrEqual(8_000);
    expect(staticDetails).toMatch(/…$/);
  });

  it('takes no name for markdown', () => {
    const { staticDetails } = describeTicket({ ticketId: 'A-2', customerTier: '[x](http://evil) `**' });
    expect(staticDetails).toContain("- Customer tier: `[x](http://evil) '**`");
  });
});
