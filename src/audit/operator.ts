/** What the operator is told: one message when something begins that only a person can mend, one when it has ended. */
import { log } from '@temporalio/activity';
import { CHANNEL_NAMES } from '../channels/definitions.js';
import type { AuditReport, Finding, Notice } from '../domain/audit/drift.js';
import type { Channel, Milliseconds } from '../domain/rules/policy.js';
import type { Incident, IncidentStore } from '../store/audit-port.js';
import { wordsOf } from './kinds.js';

/** Who hears that Rung itself is in trouble, by channel. */
export type OperatorAddresses = Partial<Record<Channel, string>>;

/** Enters what an audit has found, and says who has to be told what. */
export async function enterFindings(
  incidents: IncidentStore,
  addresses: OperatorAddresses,
  { findings, at }: AuditReport,
  troubled: readonly Channel[],
  tolerance: Milliseconds,
): Promise<Notice[]> {
  for (const finding of findings.filter(({ count, repaired }) => count > repaired)) {
    await incidents.seen(finding.kind, sentence(finding), at);
  }
  await incidents.endUnseen(at - tolerance, at);
  const ways = waysTo(addresses, troubled);
  const untold = await incidents.untold();
  if (ways.length === 0) await logInstead(incidents, untold);
  return untold.flatMap((incident) => ways.map((way) => noticeOf(incident, way)));
}

/** The channels that work; all of them when none does, for one may work again. */
export function waysTo(
  addresses: OperatorAddresses,
  troubled: readonly Channel[],
): { channel: Channel; address: string }[] {
  const all = CHANNEL_NAMES.flatMap((channel) => {
    const address = addresses[channel];
    return address === undefined ? [] : [{ channel, address }];
  });
  const working = all.filter(({ channel }) => !troubled.includes(channel));
  return working.length > 0 ? working : all;
}

/** `An alert has been waiting for too long: 3 of them, T-1:1:slack:#x (HTTP 500)` */
function sentence({ kind, count, repaired, examples }: Finding): string {
  const [first] = examples;
  const which = first ? `, ${first.subject} (${first.detail})` : '';
  return `${wordsOf(kind)}: ${count - repaired} of them${which}`;
}

function noticeOf(
  { id: incident, number, what, since, ended }: Incident,
  way: { channel: Channel; address: string },
): Notice {
  const begun = ended === null;
  const from = new Date(since).toISOString();
  return {
    incident,
    number,
    phase: begun ? 'begun' : 'ended',
    ...way,
    headline: begun ? wordsOf(incident) : `Over: ${wordsOf(incident)}`,
    text: begun
      ? `${what}. Since ${from}.`
      : `It lasted from ${from} to ${new Date(ended).toISOString()}. It was: ${what}.`,
  };
}

/** Nobody is to be told: it is said in the log, once. */
async function logInstead(incidents: IncidentStore, untold: Incident[]): Promise<void> {
  for (const { id, number, what, ended } of untold) {
    if (ended === null) log.error(what, { incident: id, number });
    else log.info(`Over: ${what}`, { incident: id, number });
    await incidents.told(id, number, ended === null ? 'begun' : 'ended');
  }
}
