/** Targets that are given up: somebody else is told, or it is tried slowly until somebody can be. */
import { isFallbackKey } from '../../../src/domain/delivery.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Finding } from '../ledger/finding.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';
import type { MailTrouble } from '../world/mail.js';
import type { Stage } from '../world/stage.js';

const GIVE_UP = { RUNG_ALERT_GIVE_UP: '5s' };

/** Mail to recipients whose address begins so is refused for good. */
function refuses({ mail }: Stage, beginning: string): void {
  const refused: MailTrouble = { does: 550 };
  mail.trouble = (phase, to) => (phase === 'RCPT' && to?.startsWith(beginning) ? refused : undefined);
}

/** Notices to targets that begin so. */
function noticesTo(beginning: string, least: number): (stage: Stage, evidence: Evidence) => Finding[] {
  return (_stage, { arrivals }) => {
    const notices = arrivals.filter(({ key, target }) => isFallbackKey(key) && target.startsWith(beginning)).length;
    return notices >= least ? [] : [{ kind: 'too little', what: `${notices} notices reached ${beginning}` }];
  };
}

export const UNDELIVERABLE_SCENARIOS: Scenario[] = [
  {
    name: 'channel-given-up',
    what: 'Slack answers 503 for 30 s, and an alert is tried for 5 s before the tier is told by mail instead',
    settings: GIVE_UP,
    excuses: { unreachable: ['slack:'] },
    fault: async (stage) => {
      await seconds(6);
      stage.slack.troublesPosts(() => ({ status: 503 }));
      await seconds(30);
      stage.slack.heal();
    },
    check: noticesTo('email:', 10),
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
    check: noticesTo('slack:#tier3-queue', 20),
  },
  {
    name: 'nobody-there',
    what: 'every channel is archived and every mailbox refused for 35 s: alerts are shown as undelivered, tried slowly, and sent at last',
    settings: { RUNG_ALERT_PARK: '3s' },
    excuses: { unreachable: ['slack:', 'email:'] },
    fault: async (stage) => {
      await seconds(6);
      stage.slack.troublesPosts(() => ({ error: 'is_archived' }));
      refuses(stage, '');
      await seconds(30);
      const undelivered = await stage.db.collection('alerts').countDocuments({ state: 'undeliverable' });
      for (let n = 0; n < undelivered; n++) stage.count('undelivered');
      await seconds(5);
      stage.slack.heal();
      stage.mail.heal();
    },
    check: ({ counts }, { alerts }) => {
      const shown = counts.get('undelivered') ?? 0;
      const late = [...alerts.values()].filter(({ state, lastError }) => state === 'sent' && lastError !== null).length;
      return [
        ...(shown >= 20 ? [] : [{ kind: 'too little' as const, what: `${shown} alerts were undeliverable` }]),
        ...(late >= 10 ? [] : [{ kind: 'too little' as const, what: `${late} alerts were sent in the end` }]),
      ];
    },
    // Many alerts are overtaken before anybody can be told.
    least: { transitions: 50, messages: 40 },
  },
];
