/** The form of a Slack channel in policies and settings. */
import { readText } from '../../reading/names.js';
import { isWrong, shown, type ScalarReading } from '../../reading/scalar.js';

const SLACK_TARGET =
  'a channel such as "#tier2-queue" (in quotes, for # starts a comment) or an id such as C0123ABCDEF';

const CHANNEL_NAME = /^#[\p{L}\p{M}\p{N}_-]{1,80}$/u;
const SLACK_ID = /^[CGDUW][A-Z0-9]{6,20}$/;

/** Reads a Slack channel by name (`#tier2-queue`) or a channel's or member's id. */
export function readSlackTarget(value: unknown): ScalarReading<string> {
  const text = readText(value, SLACK_TARGET);
  if (isWrong(text)) return text;
  const target = text.value;
  if (CHANNEL_NAME.test(target) || SLACK_ID.test(target)) return text;
  if (target.startsWith('@')) {
    return {
      message: `${shown(target)} is a person's handle`,
      expected: 'a channel such as "#tier2-queue" or a member id such as U0123ABCDEF',
    };
  }
  const guess = `#${target.replace(/^#+/, '').trim().toLowerCase().replace(/\s+/g, '-')}`;
  return {
    message: `${shown(target)} is not a Slack channel`,
    expected: CHANNEL_NAME.test(guess) ? `did you mean "${guess}"?` : SLACK_TARGET,
  };
}
