/** What became of the alerts that transitions ask for. */
import { describe, expect, it } from 'vitest';
import { decisionBehind } from '../../../src/domain/ladder/decision.js';
import { targetName } from '../../../src/domain/rules/policy.js';
import type { AlertDocument } from '../../../src/store/port.js';
import { compareAlerts } from './alerted.js';
import type { Evidence } from './evidence.js';
import { expect as expected } from './expectation.js';
import { OPENED, runWith, S } from './run-with.js';

const EXCUSES = { duplicates: true, unreachable: [] };
const MAIL = 'T-1:1:email:tier2@example.com';
const FALLBACK = `${MAIL}:fallback`;

/** Transitions after 15 s and after 23 s; every message arrived but the first mail, of which nobody knows. */
async function findings(fallback?: Pick<AlertDocument, 'state' | 'settledAt'>) {
  const timer = { kind: 'timer' } as const;
  const run = await runWith(...[16, 24].map((after) => ({ at: OPENED + after * S, brought: [timer] })));
  const ticket = expected('T-1', [run]);
  expect(ticket.log.map(({ decision: { kind } }) => kind)).toEqual(['escalated', 'escalated']);
  const entries = ticket.alerts.map(({ key }) => ({ _id: key, state: key === MAIL ? 'unconfirmed' : 'sent' }));
  const all = fallback ? [...entries, { _id: FALLBACK, ...fallback }] : entries;
  const documents = all.map((entry) => ({ ticketId: 'T-1', lastError: null, ...entry }) as AlertDocument);
  const evidence: Evidence = {
    tickets: new Map(),
    log: new Map(),
    alerts: new Map(documents.map((document) => [document._id, document])),
    arrivals: ticket.alerts
      .filter(({ key }) => key !== MAIL)
      .map((alert) => ({ key: alert.key, target: targetName(alert), at: decisionBehind(alert).at, answered: true })),
  };
  return compareAlerts(ticket, evidence, EXCUSES);
}

const superseded = (after: number) => findings({ state: 'superseded', settledAt: new Date(OPENED + after * S) });

describe('a mail that may not have arrived', () => {
  const lost = [{ kind: 'lost', what: `alert ${MAIL} is unconfirmed and never arrived` }];

  it('is lost without a fallback', async () => {
    expect(await findings()).toEqual(lost);
  });

  it('is not, if the ticket had gone on before the fallback could be sent', async () => {
    expect(await superseded(25)).toEqual([]);
  });

  it('is, if the fallback was dropped before that', async () => {
    expect(await superseded(20)).toEqual(lost);
  });
});
