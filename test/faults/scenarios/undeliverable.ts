/** Targets that are given up: somebody else is told, or it is tried slowly until somebody can be. */
import { isFallbackKey } from '../../../src/domain/alerts/delivery.js';
import { tooLittle, type Floor } from '../floor.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Finding } from '../ledger/finding.js';
import type { Random } from '../../../bench/random.js';
import type { Scenario } from '../scenario.js';
import { storyOf, type Story } from '../tickets/story.js';
import { seconds } from '../until.js';
import type { MailTrouble } from '../world/mail.js';
import type { Stage } from '../world/stage.js';

const GIVE_UP_S = 5;
const FROM_S = 6;
const FOR_S = 30;

/** Half of the tickets stay where an angry customer has brought them, so that alerts are true until they are given up, on a busy machine too. */
function staying(random: Random, ticketId: string): Story {
  if (random.chance(0.5)) return storyOf(random, ticketId);
  const after = (FROM_S + random.between(1, 9)) * 1000;
  return {
    ticket: { ticketId, status: 'open', priority: 'low', customerTier: 'standard', slaHours: 45 / 3600 },
    openAfter: random.between(0, 4_000),
    steps: [
      { after, id: 'angry', tells: 'score', score: -0.9 },
      { after: after + 2_000, id: 'answered', tells: 'agent' },
    ],
  };
}

/** Mail to recipients whose address begins so is refused for good. */
function refuses({ mail }: Stage, beginning: string): void {
  const refused: MailTrouble = { does: 550 };
  mail.trouble = (phase, to) => (phase === 'RCPT' && to?.startsWith(beginning) ? refused : undefined);
}

/** Notices to targets that begin so. @param called how many alerts have to be given up. */
function fallbacksTo(beginning: string, { arrivals }: Evidence, called: number): Finding[] {
  const fallbacks = arrivals.filter(({ key, target }) => isFallbackKey(key) && target.startsWith(beginning)).length;
  return tooLittle(fallbacks, called / 2, `fallbacks reached ${beginning}`);
}

/** Alerts that are true for longer than it takes to give them up, with some seconds to spare before all is well again. */
function givenUp(floor: Floor, target: string): number {
  return floor.alerts([FROM_S, FROM_S + FOR_S - 3 * GIVE_UP_S], target, 3 * GIVE_UP_S);
}

export const UNDELIVERABLE_SCENARIOS: Scenario[] = [
  {
    name: 'channel-given-up',
    what: 'Slack answers 503 for 30 s, and an alert is tried for 5 s before the tier is told by mail instead',
    settings: { RUNG_ALERT_GIVE_UP: `${GIVE_UP_S}s` },
    excuses: { unreachable: ['slack:'] },
    story: staying,
    fault: async (stage) => {
      await seconds(FROM_S);
      stage.slack.troublesPosts(() => ({ status: 503 }));
      await seconds(FOR_S);
      stage.slack.heal();
    },
    check: (_stage, evidence, _expectations, floor) => fallbacksTo('email:', evidence, givenUp(floor, 'slack:')),
  },
  {
    name: 'tier-gone',
    what: 'neither channel nor mailbox of L2 exists any more: the tier above is told',
    excuses: { unreachable: ['slack:#tier2-queue', 'email:tier2@'] },
    fault: (stage) => {
      stage.slack.troublesPosts(({ args }) =>
        args['channel'] === '#tier2-queue' ? { error: 'is_archived' } : undefined,
      );
      refuses(stage, 'tier2@');
      return Promise.resolve();
    },
    // Either of the two alerts to the tier has its fallback, unless the ticket has gone on.
    check: (_stage, evidence, _expectations, floor) =>
      fallbacksTo('slack:#tier3-queue', evidence, floor.alerts([0, 60], 'slack:#tier2-queue', GIVE_UP_S)),
  },
  {
    name: 'nobody-there',
    what: 'every channel is archived and every mailbox refused for 35 s: alerts are shown as undelivered, tried slowly, and sent at last',
    settings: { RUNG_ALERT_PARK: '3s' },
    excuses: { unreachable: ['slack:', 'email:'] },
    fault: async (stage) => {
      await seconds(FROM_S);
      stage.slack.troublesPosts(() => ({ error: 'is_archived' }));
      refuses(stage, '');
      await seconds(FOR_S);
      const undelivered = await stage.db.collection('alerts').countDocuments({ state: 'undeliverable' });
      for (let n = 0; n < undelivered; n++) stage.count('undelivered');
      await seconds(5);
      stage.slack.heal();
      stage.mail.heal();
    },
    check: ({ counts }, { alerts }, _expectations, floor) => {
      const late = [...alerts.values()].filter(({ state, lastError }) => state === 'sent' && lastError !== null).length;
      return [
        ...tooLittle(counts.get('undelivered') ?? 0, givenUp(floor, '') / 2, 'alerts were shown as undeliverable'),
        ...tooLittle(late, floor.alerts([FROM_S, FROM_S + FOR_S], '', Infinity) / 2, 'alerts were sent in the end'),
      ];
    },
  },
];
