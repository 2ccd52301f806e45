/** What has become of the deliveries, by all who can say: the tickets, the database, the intake, and the senders themselves. */
import { engineOf } from '../../../src/store/documents.js';
import { tooLittle } from '../floor.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Expectation } from '../ledger/expectation.js';
import type { Finding } from '../ledger/finding.js';
import type { Stage } from '../world/stage.js';
import { leaks } from './canaries.js';
import type { HelpDesks } from './help-desks.js';
import { DESK_TICKETS, REPLIES } from './story.js';

/** Each ticket is created, has twelve messages, and is closed. */
const DELIVERIES_A_TICKET = 14;

export async function judgeDesks(
  stage: Stage,
  desks: HelpDesks,
  evidence: Evidence,
  expectations: readonly Expectation[],
): Promise<Finding[]> {
  const { sender } = desks;
  const answers = [...sender.answers].map(([name, count]) => `${count} ${name}`).sort();
  stage.notes.push(
    `${sender.sent} deliveries, answers: ${answers.join(', ')}; the slowest came after ${sender.slowest} ms; ${sender.kept} facts waited in the database; ${sender.lost} deliveries found nobody and were not tried again, ${sender.redelivered} of them were taken when they had been asked for`,
  );
  return [
    ...sender.findings,
    ...expectations.flatMap((one) => counted(one, evidence)),
    ...(await asked(desks, expectations)),
    ...(await waiting(stage)),
    ...(await leaks(stage, desks, expectations)),
    ...tooLittle(sender.sent, DESK_TICKETS * DELIVERIES_A_TICKET, 'deliveries were sent'),
    ...desks.intakes.filter(({ fallen }) => fallen).map(() => stuck('an intake ended by itself')),
  ];
}

/** By its history, and as the database has it. */
function counted({ ticketId, state }: Expectation, { tickets }: Evidence): Finding[] {
  const kept = engineOf(tickets.get(ticketId) ?? null)?.state;
  return [
    ...wrongCount(`${ticketId}, by its history`, state.customerReplyCount, state.closed),
    ...wrongCount(`${ticketId}, by the database`, kept?.customerReplyCount ?? 0, kept?.closed ?? false),
  ];
}

function wrongCount(who: string, replies: number, closed: boolean): Finding[] {
  return [
    ...(replies < REPLIES ? [{ kind: 'lost' as const, what: `${who}: ${replies} replies of ${REPLIES}` }] : []),
    ...(replies > REPLIES ? [{ kind: 'duplicated' as const, what: `${who}: ${replies} replies of ${REPLIES}` }] : []),
    ...(closed ? [] : [{ kind: 'lost' as const, what: `${who}: it is not closed` }]),
  ];
}

/** The same question, asked as people ask it. */
async function asked({ address }: HelpDesks, expectations: readonly Expectation[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { ticketId } of expectations) {
    const answer = await fetch(`http://${address}/v1/tickets/${encodeURIComponent(ticketId)}`);
    const { customerReplyCount = 0, closed = false } = (await answer.json()) as {
      customerReplyCount?: number;
      closed?: boolean;
    };
    findings.push(...wrongCount(`${ticketId}, by the intake`, customerReplyCount, closed));
  }
  return findings;
}

/** Nothing waits in the database. */
async function waiting({ db }: Stage): Promise<Finding[]> {
  const facts = await db.collection('spilled_facts').find().toArray();
  return facts.map(({ _id }) => stuck(`a fact waits in the database: ${String(_id).replace('\n', ' ')}`));
}

function stuck(what: string): Finding {
  return { kind: 'stuck', what };
}
