/** The mail server on its bad days, and both channels down together. */
import type { Finding } from '../ledger/finding.js';
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';
import type { MailTrouble, Phase } from '../world/mail.js';
import type { Stage } from '../world/stage.js';

const FOR_S = 15;

async function badDay(stage: Stage, phase: Phase, trouble: MailTrouble, chance = 1): Promise<void> {
  await seconds(8);
  stage.mail.trouble = (at) => (at === phase && stage.random.chance(chance) ? trouble : undefined);
  await seconds(FOR_S);
  stage.mail.heal();
}

function wasTroubled({ mail }: Stage): Finding[] {
  return mail.troubled >= 10 ? [] : [{ kind: 'too little', what: `${mail.troubled} sessions met trouble` }];
}

function everyMail(name: string, what: string, phase: Phase, trouble: MailTrouble, excused = false): Scenario {
  return {
    name,
    what,
    excuses: { duplicates: excused },
    fault: (stage) => badDay(stage, phase, trouble, trouble.taken ? 0.5 : 1),
    check: wasTroubled,
  };
}

const REPLY_LOST = 'taken, and nobody can ask the mail server: one duplicate of a mail at most';

export const MAIL_SCENARIOS: Scenario[] = [
  everyMail('smtp-421', 'the mail server closes with 421 at once', 'CONNECT', { does: 421 }),
  everyMail('smtp-450', 'the mail server answers 450 to every recipient', 'RCPT', { does: 450 }),
  everyMail('smtp-451', 'the mail server answers 451 to every text', 'DATA', { does: 451 }),
  {
    ...everyMail('smtp-554', 'the mail server refuses every text for good: notices go to Slack instead', 'DATA', {
      does: 554,
    }),
    excuses: { unreachable: ['email:'] },
  },
  everyMail('smtp-535', 'the mail server refuses the password, and is mended 15 s later', 'AUTH', { does: 535 }),
  { ...everyMail('smtp-drop', REPLY_LOST, 'DATA', { does: 'drop', taken: true }, true), smoke: true },
  everyMail('smtp-hang', `silence after DATA: ${REPLY_LOST}`, 'DATA', { does: 'hang', taken: true }, true),
  {
    name: 'smtp-550',
    what: 'one recipient is refused for good: a notice goes to the tier in Slack instead',
    excuses: { unreachable: ['email:tier2@example.com'] },
    fault: async (stage) => {
      stage.mail.trouble = (phase, to) => (phase === 'RCPT' && to === 'tier2@example.com' ? { does: 550 } : undefined);
    },
    check: wasTroubled,
  },
  {
    name: 'both-down',
    what: 'neither Slack nor the mail server takes anything for 30 s',
    fault: async (stage) => {
      await seconds(8);
      stage.slack.trouble = () => ({ status: 503 });
      stage.mail.trouble = () => ({ does: 421 });
      await seconds(30);
      stage.slack.heal();
      stage.mail.heal();
    },
    check: (stage, { alerts }) => {
      const stale = [...alerts.values()].filter(({ state }) => state === 'superseded').length;
      const few: Finding = { kind: 'too little', what: `${stale} alerts were overtaken` };
      return [...wasTroubled(stage), ...(stale >= 5 ? [] : [few])];
    },
  },
];
