/** What we say to Slack: to Slack only, and what went wrong is told without secrets. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SlackBack, type SlackBackOptions } from '../../../src/channels/slack/back.js';
import { fixedToken } from '../../../src/channels/slack/token.js';
import { SlackStub } from '../../support/slack-stub.js';

let slack: SlackStub;
beforeEach(async () => {
  slack = await SlackStub.start();
});
afterEach(async () => {
  expect(slack.leftOver).toBe(0);
  await slack.close();
});

const back = (more: Partial<SlackBackOptions> = {}) =>
  new SlackBack({ token: fixedToken('xoxb-good'), apiUrl: slack.url, pauseMs: 1, ...more });

test.each([
  'http://hooks.slack.com/actions/T/1/x',
  'https://hooks.slack.com:8443/x',
  'https://user@hooks.slack.com/x',
  'https://user:pw@hooks.slack.com/x',
  'https://hooks.slack.com.evil.example/x',
  'https://evil.example/hooks.slack.com',
  'https://hooks.slack.com@evil.example/x',
  'https://hooks-slack.com/x',
  'https://slack.com/x',
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://169.254.169.254/latest/meta-data',
  'http://127.0.0.1:1/api/',
  'file:///etc/passwd',
  'gopher://hooks.slack.com/x',
  '//hooks.slack.com/x',
  'hooks.slack.com/x',
  '',
])('nothing is sent to %j', async (address) => {
  await expect(back().whisper(address, { text: 'x' })).rejects.toThrow('not one of Slack’s');
});

test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1'])(
  'nor to Slack’s name while that leads to %s',
  async (address) => {
    let asked = '';
    const resolve: SlackBackOptions['resolve'] = (hostname, answer) => {
      asked = hostname;
      answer(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    };
    const said = back({ resolve }).whisper('https://hooks.slack.com/actions/T/1/x', { text: 'x' });
    await expect(said).rejects.toThrow('nothing was sent');
    expect(asked).toBe('hooks.slack.com');
  },
);

test('one person hears it; the message stays', async () => {
  await back().whisper(slack.responseUrl, { text: 'not allowed' });
  expect(slack.answers).toEqual([
    { path: '/actions/T1/1/x', body: { response_type: 'ephemeral', replace_original: false, text: 'not allowed' } },
  ]);
});

test('an answer that is not taken is sent again, and its end is told', async () => {
  slack.answerStatus = 500;
  await expect(back().whisper(slack.responseUrl, { text: 'x' })).rejects.toThrow('HTTP 500');
});

describe('a message', () => {
  const place = { channel: '#tier2-queue', ts: '1.1' };

  test.each([
    ['in trouble', [{ status: 500 }, { error: 'internal_error' }], 3],
    ['away', [{ reset: true as const }, { reset: true as const }, { reset: true as const }], 3],
    ['sure', [{ error: 'cant_update_message' }], 1],
    ['not letting us in', [{ error: 'token_revoked' }], 1],
  ])('that cannot be changed while Slack is %s is tried as often as that may help', async (_what, mishaps, tries) => {
    slack.willFail('chat.update', ...mishaps);
    await expect(back().update(place, { text: 'x' })).rejects.toThrow(/^Slack: /);
    expect(slack.callsOf('chat.update')).toHaveLength(tries);
  });

  test('is changed by its response address where the bot may not', async () => {
    const shown = { text: 'x', blocks: [{ type: 'divider' }] };
    await back().update({ ...place, responseUrl: slack.responseUrl }, shown);
    const { token: _none, ...without } = { token: undefined, apiUrl: slack.url, pauseMs: 1 };
    await new SlackBack(without).update({ ...place, responseUrl: slack.responseUrl }, shown);
    expect(slack.answers.map(({ body }) => body)).toEqual([
      { replace_original: true, ...shown },
      { replace_original: true, ...shown },
    ]);
  });
});

test('our workspace is asked for once, and a token is not told', async () => {
  const one = back();
  expect([await one.ownWorkspace(), await one.ownWorkspace()]).toEqual(['T0HOME', 'T0HOME']);
  expect(slack.callsOf('auth.test')).toHaveLength(1);
  const refused = back({ token: fixedToken('xoxb-bad') }).ownWorkspace();
  await expect(refused).rejects.toThrow('Slack: invalid_auth');
  await expect(refused).rejects.not.toThrow('xoxb-bad');
});
