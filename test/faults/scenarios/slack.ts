/** Slack on its bad days. */
import { FAILURES, OPEN_MS } from '../../../src/delivery/breaker.js';
import type { Finding } from '../ledger/finding.js';
import { tooLittle, type Floor, type Span } from '../floor.js';
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';
import type { SlackTrouble } from '../world/slack.js';
import type { Stage } from '../world/stage.js';

const FROM_S = 8;
const FOR_S = 15;
/** All the time. */
const ALWAYS: Span = [0, 60];

/** Posts meet this trouble for so many seconds, each with the given chance. */
export async function badDay(stage: Stage, trouble: SlackTrouble, chance = 1): Promise<void> {
  await seconds(FROM_S);
  stage.slack.troublesPosts(() => (stage.random.chance(chance) ? trouble : undefined));
  await seconds(FOR_S);
  stage.slack.heal();
}

/** A channel in trouble is left alone after a few bad sends, however much there is to send, and tried now and then. */
const TRIALS = FAILURES + Math.floor((FOR_S * 1000) / OPEN_MS);

export function wasTroubled({ slack }: Stage, floor: Floor): Finding[] {
  const called = floor.alerts([FROM_S, FROM_S + FOR_S], 'slack:');
  return tooLittle(slack.troubled, Math.min(called / 2, TRIALS), 'requests met trouble');
}

/** The answer is lost, but Slack can be asked what it has taken: not even the one duplicate is excused. */
export const LOOKED_UP = 'taken, but the answer is lost; nothing may come twice, since Slack can be asked';

function everyPost(name: string, what: string, trouble: SlackTrouble, more: Partial<Scenario> = {}): Scenario {
  return {
    name,
    what,
    fault: (stage) => badDay(stage, trouble),
    check: (stage, _evidence, _expectations, floor) => wasTroubled(stage, floor),
    ...more,
  };
}

export const SLACK_SCENARIOS: Scenario[] = [
  everyPost('slack-429', 'Slack answers 429 with Retry-After: 3', { status: 429, retryAfter: '3' }),
  everyPost('slack-429-bare', 'Slack answers 429 without Retry-After', { status: 429 }),
  everyPost('slack-429-absurd', 'Slack answers 429 with Retry-After: soon', { status: 429, retryAfter: 'soon' }),
  everyPost('slack-500', 'Slack answers 500', { status: 500 }),
  everyPost('slack-502', 'Slack answers 502', { status: 502 }),
  everyPost('slack-503', 'Slack answers 503', { status: 503 }),
  everyPost('slack-html', 'a proxy answers for Slack: HTML with status 200', { html: '<html>Sign in</html>' }),
  everyPost(
    'slack-taken-reset',
    LOOKED_UP,
    { reset: true, taken: true },
    {
      smoke: true,
      fault: (stage) => badDay(stage, { reset: true, taken: true }, 0.5),
    },
  ),
  everyPost('slack-taken-500', `500, although ${LOOKED_UP}`, { status: 500, taken: true }),
  everyPost('slack-hang', 'Slack takes requests and does not answer', { hang: true }),
  everyPost('slack-invalid-auth', 'the token is refused, and mended 15 s later', { error: 'invalid_auth' }),
  {
    name: 'slack-archived',
    what: 'a channel is archived: a fallback goes to the tier by mail',
    smoke: true,
    excuses: { unreachable: ['slack:#tier2-queue'] },
    fault: async (stage) => {
      stage.slack.troublesPosts(({ args }) =>
        args['channel'] === '#tier2-queue' ? { error: 'is_archived' } : undefined,
      );
    },
    check: ({ slack }, _evidence, _expectations, floor) =>
      tooLittle(slack.troubled, floor.alerts(ALWAYS, 'slack:#tier2-queue') / 2, 'posts were refused'),
  },
];
