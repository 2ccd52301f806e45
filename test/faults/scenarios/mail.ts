/** The mail server on its bad days, and both channels down together. */
import type { Finding } from '../ledger/finding.js';
import { tooLittle, type Floor } from '../floor.js';
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';
import type { MailTrouble, Phase } from '../world/mail.js';
import type { Stage } from '../world/stage.js';

const FROM_S = 8;
const FOR_S = 15;

async function badDay(stage: Stage, phase: Phase, trouble: MailTrouble, chance = 1): Promise<void> {
  await seconds(FROM_S);
  stage.mail.trouble = (at) => (at === phase && stage.random.chance(chance) ? trouble : undefined);
  await seconds(FOR_S);
  stage.mail.heal();
}

/** A channel in trouble is soon left alone for a while: of what is sent meanwhile, not everything meets it. */
function wasTroubled({ mail }: Stage, floor: Floor, chance = 1, untilS = FROM_S + FOR_S): Finding[] {
  return tooLittle(mail.troubled, (floor.alerts([FROM_S, untilS], 'email:') * chance) / 8, 'sessions met trouble');
}

function everyMail(name: string, what: string, phase: Phase, trouble: MailTrouble, excused = false): Scenario {
  const chance = trouble.taken ? 0.5 : 1;
  return {
    name,
    what,
    excuses: { duplicates: excused },
    fault: (stage) => badDay(stage, phase, trouble, chance),
    check: (stage, _evidence, _expectations, floor) => wasTroubled(stage, floor, chance),
  };
}

/** For so long neither channel takes anything. */
const BOTH_S = 30;

const REPLY_LOST = 'taken, and nobody can ask the mail server: one duplicate of a mail at most';

export const MAIL_SCENARIOS: Scenario[] = [
  everyMail('smtp-421', 'the mail server closes with 421 at once', 'CONNECT', { does: 421 }),
  everyMail('smtp-450', 'the mail server answers 450 to every recipient', 'RCPT', { does: 450 }),
  everyMail('smtp-451', 'the mail server answers 451 to every text', 'DATA', { does: 451 }),
  {
    ...everyMail('smtp-554', 'the mail server refuses every text for good: fallbacks go to Slack', 'DATA', {
      does: 554,
    }),
    excuses: { unreachable: ['email:'] },
  },
  everyMail('smtp-535', 'the mail server refuses the password, and is mended 15 s later', 'AUTH', { does: 535 }),
  { ...everyMail('smtp-drop', REPLY_LOST, 'DATA', { does: 'drop', taken: true }, true), smoke: true },
  everyMail('smtp-hang', `silence after DATA: ${REPLY_LOST}`, 'DATA', { does: 'hang', taken: true }, true),
  {
    name: 'smtp-550',
    what: 'one recipient is refused for good: a fallback goes to the tier in Slack',
    excuses: { unreachable: ['email:tier2@example.com'] },
    fault: async (stage) => {
      stage.mail.trouble = (phase, to) => (phase === 'RCPT' && to === 'tier2@example.com' ? { does: 550 } : undefined);
    },
    check: (stage, _evidence, _expectations, floor) =>
      tooLittle(stage.mail.troubled, floor.alerts([0, 60], 'email:tier2@') / 2, 'mails were refused'),
  },
  {
    name: 'both-down',
    what: 'neither Slack nor the mail server takes anything for 30 s',
    fault: async (stage) => {
      await seconds(FROM_S);
      stage.slack.trouble = () => ({ status: 503 });
      stage.mail.trouble = () => ({ does: 421 });
      await seconds(BOTH_S);
      stage.slack.heal();
      stage.mail.heal();
    },
    check: (stage, { alerts }, _expectations, floor) => {
      const superseded = [...alerts.values()].filter(({ state }) => state === 'superseded').length;
      const until = FROM_S + BOTH_S;
      return [
        ...wasTroubled(stage, floor, 1, until),
        ...tooLittle(superseded, floor.superseded([FROM_S, until]) / 2, 'alerts were superseded'),
      ];
    },
  },
];
