/** Settings from the environment. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/config/settings.js';
import { ConfigError, loadConfig, type Config } from '../../src/config/index.js';
import { boundsFrom } from '../../src/delivery/bounds.js';
import { COLLECTING_MS, LONGEST_WAIT_FOR_TURN_MS } from '../../src/channels/port.js';
import { parseSender } from '../../src/channels/email/names.js';
import { TASK_QUEUE } from '../../src/workflows/contract.js';
import { codePoint } from '../support/code-point.js';

type Env = Record<string, string | undefined>;

function problemsIn(env: Env): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
  return [];
}

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const TEAMS = 'https://prod-12.westeurope.logic.azure.com:443/workflows/1/invoke?api-version=1&sig=a%2Fb=c';

const DEFAULTS: Config = {
  mongodbUri: 'mongodb://127.0.0.1:27017/rung',
  channels: {
    slack: { RUNG_SLACK_PER_SECOND: 1 },
    email: { MAIL_FROM: 'Rung <rung@localhost>', RUNG_EMAIL_PER_SECOND: 1, RUNG_LINK_VALID: 604_800_000 },
    webhook: { RUNG_WEBHOOKS_PER_SECOND: 10 },
    teams: { RUNG_TEAMS_PER_SECOND: 1 },
  },
  operator: {},
  policyFile: 'policies/default.yaml',
  taskQueue: 'rung-tickets',
  alerts: { suspend: 300_000, giveUp: 900_000, timeout: 10_000 },
  audit: { every: 60_000, tolerance: 60_000, perMinute: 1000 },
  network: { proxies: {}, privateNetworks: [] },
  deployment: {},
  intake: { address: '127.0.0.1:8787', perSecond: 500 },
  reconcile: { every: 300_000, desks: {} },
  logLevel: 'info',
};

it('needs nothing', () => {
  expect(loadConfig({})).toEqual(DEFAULTS);
  expect(loadConfig({ MONGODB_URI: '', SMTP_URL: '  ', PATH: '/bin', HOME: undefined })).toEqual(DEFAULTS);
});

it('agrees with those who use it', () => {
  expect(loadConfig({}).taskQueue).toBe(TASK_QUEUE);
  for (const from of [
    'a@example.com',
    'Rung <a@example.com>',
    '"Rung, the ladder" <a@example.com>',
    DEFAULTS.channels.email.MAIL_FROM,
  ]) {
    expect(parseSender(loadConfig({ MAIL_FROM: from }).channels.email.MAIL_FROM).address, from).toMatch(
      /^[^<>]+@[^<>]+$/,
    );
  }
});

it('gives no attempt to send more time than the attempt as a whole has', () => {
  const { timeout } = loadConfig({ RUNG_ALERT_TIMEOUT: '12s' }).alerts;
  const { saveMs, ledgerMs, findMs, sendMs, completeMs } = boundsFrom({ sendMs: timeout });
  const limits = [
    ...readFileSync('src/workflows/activities.ts', 'utf8').matchAll(
      /startToCloseTimeout: (\d+) \* SECOND,\n {2}heartbeat/g,
    ),
  ];
  expect(limits).toHaveLength(2);
  // The ledger's claim, the look-up, the send, the ledger's outcome, and a second for what comes between.
  const attempt = LONGEST_WAIT_FOR_TURN_MS + ledgerMs + findMs + sendMs + COLLECTING_MS + completeMs + 1_000;
  for (const [, whole] of limits) expect(saveMs + attempt).toBeLessThanOrEqual(Number(whole) * 1_000);
  expect(problemsIn({ RUNG_ALERT_TIMEOUT: '12.001s' })).toHaveLength(1);
});

it('reads everything', () => {
  expect(
    loadConfig({
      TEMPORAL_UI_URL: 'https://temporal.example.com/ui/',
      MONGODB_URI: ' mongodb+srv://rung:p%40ss@cluster.example.com/desk?retryWrites=true ',
      SMTP_URL: 'smtps://user:pa%23ss@mail.example.com:465',
      MAIL_FROM: '"Rung, the ladder" <rung@example.com>',
      SLACK_BOT_TOKEN: 'xoxb-1-a',
      SLACK_API_URL: 'http://127.0.0.1:9999/api',
      RUNG_OPERATOR_EMAIL: 'oncall@example.com',
      RUNG_OPERATOR_SLACK: '#rung',
      RUNG_WEBHOOKS: `pager=https://events.example.com/rung?key=s3cret ${SECRET}`,
      RUNG_OPERATOR_WEBHOOK: 'pager',
      RUNG_TEAMS: `ops=${TEAMS}`,
      https_proxy: 'squid.example.com:3128',
      NO_PROXY: 'localhost, .example.org',
      RUNG_PRIVATE_NETWORKS: '10.1.0.0/16,fd00:1::/32',
      RUNG_POLICY: '/etc/rung/policy.yaml',
      RUNG_TASK_QUEUE: 'escalations',
      RUNG_TICKET_URL:
        'https://desk.example.com/?ticket={ticketId}#top zendesk=https://acme.zendesk.com/agent/tickets/{1}',
      RUNG_SLACK_PER_SECOND: '0.5',
      RUNG_EMAIL_PER_SECOND: '100',
      SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5, 9f742231b10e8888abcd99yyyzzz85a6',
      SLACK_APP_TOKEN: 'xapp-1-A0-1-f',
      RUNG_SLACK_WORKSPACES: 'T0123ABCD, E0123ABCD',
      RUNG_SLACK_CHANNELS: '#tier2-queue,C0123ABCDEF',
      RUNG_SLACK_USERS: 'U0123ABCD',
      RUNG_PUBLIC_URL: 'https://rung.example.com/desk/',
      RUNG_LINK_SECRET: `${'a'.repeat(32)},${'b'.repeat(40)}`,
      RUNG_LINK_VALID: '2d',
      RUNG_ALERT_PARK: '1h30m',
      RUNG_ALERT_GIVE_UP: '1m',
      RUNG_ALERT_TIMEOUT: '2s',
      RUNG_AUDIT_EVERY: '5s',
      RUNG_AUDIT_PER_MINUTE: '250',
      RUNG_AUDIT_TOLERANCE: '90s',
      RUNG_HEARTBEAT_URL: 'https://hc.example.com/ping/my-secret?a=b',
      RUNG_METRICS_ADDRESS: '0.0.0.0:9464',
      RUNG_HEALTH_ADDRESS: '[::1]:9465',
      TEMPORAL_DEPLOYMENT_NAME: 'rung',
      TEMPORAL_WORKER_BUILD_ID: '1.2.3',
      RUNG_WORKFLOW_CACHE: '2000',
      RUNG_INTAKE_ADDRESS: '0.0.0.0:8787',
      RUNG_INTAKE_PER_SECOND: '50',
      RUNG_INTAKE_PROXIES: '10.0.0.0/8, 192.0.2.7',
      RUNG_INTEGRATIONS: '/etc/rung/integrations',
      RUNG_JWT_ISSUER: 'https://login.example.com/',
      RUNG_JWT_AUDIENCE: 'rung',
      RUNG_JWT_JWKS: 'https://login.example.com/keys',
      RUNG_RECONCILE_EVERY: '15m',
      RUNG_RECONCILE_ZENDESK: 'https://acme.zendesk.com',
      RUNG_RECONCILE_ZENDESK_TOKEN_FILE: '/run/secrets/zendesk-token',
      RUNG_RECONCILE_MY_DESK: 'https://desk.example.com',
      RUNG_RECONCILE_MY_DESK_TOKEN: 's3cret',
      LOG_LEVEL: 'WARN',
    }),
  ).toEqual({
    temporalUiUrl: 'https://temporal.example.com/ui',
    mongodbUri: 'mongodb+srv://rung:p%40ss@cluster.example.com/desk?retryWrites=true',
    channels: {
      slack: {
        SLACK_BOT_TOKEN: 'xoxb-1-a',
        SLACK_API_URL: 'http://127.0.0.1:9999/api/',
        RUNG_OPERATOR_SLACK: '#rung',
        RUNG_SLACK_PER_SECOND: 0.5,
        SLACK_SIGNING_SECRET: ['8f742231b10e8888abcd99yyyzzz85a5', '9f742231b10e8888abcd99yyyzzz85a6'],
        SLACK_APP_TOKEN: 'xapp-1-A0-1-f',
        RUNG_SLACK_WORKSPACES: ['T0123ABCD', 'E0123ABCD'],
        RUNG_SLACK_CHANNELS: ['#tier2-queue', 'C0123ABCDEF'],
        RUNG_SLACK_USERS: ['U0123ABCD'],
      },
      email: {
        SMTP_URL: 'smtps://user:pa%23ss@mail.example.com:465',
        MAIL_FROM: '"Rung, the ladder" <rung@example.com>',
        RUNG_OPERATOR_EMAIL: 'oncall@example.com',
        RUNG_EMAIL_PER_SECOND: 100,
        RUNG_PUBLIC_URL: 'https://rung.example.com/desk',
        RUNG_LINK_SECRET: ['a'.repeat(32), 'b'.repeat(40)],
        RUNG_LINK_VALID: 172_800_000,
      },
      webhook: {
        RUNG_WEBHOOKS: { pager: { url: 'https://events.example.com/rung?key=s3cret', secrets: [SECRET] } },
        RUNG_OPERATOR_WEBHOOK: 'pager',
        RUNG_WEBHOOKS_PER_SECOND: 10,
      },
      teams: { RUNG_TEAMS: { ops: { url: TEAMS, secrets: [] } }, RUNG_TEAMS_PER_SECOND: 1 },
    },
    operator: { email: 'oncall@example.com', slack: '#rung', webhook: 'pager' },
    policyFile: '/etc/rung/policy.yaml',
    taskQueue: 'escalations',
    ticketUrl: 'https://desk.example.com/?ticket={ticketId}#top zendesk=https://acme.zendesk.com/agent/tickets/{1}',
    alerts: { suspend: 5_400_000, giveUp: 60_000, timeout: 2_000 },
    audit: {
      every: 5_000,
      tolerance: 90_000,
      perMinute: 250,
      heartbeatUrl: 'https://hc.example.com/ping/my-secret?a=b',
    },
    network: {
      proxies: { https: 'http://squid.example.com:3128/', none: ['localhost', '.example.org'] },
      privateNetworks: ['10.1.0.0/16', 'fd00:1::/32'],
    },
    metricsAddress: '0.0.0.0:9464',
    healthAddress: '[::1]:9465',
    deployment: { name: 'rung', buildId: '1.2.3' },
    workflowCache: 2000,
    intake: {
      address: '0.0.0.0:8787',
      perSecond: 50,
      proxies: ['10.0.0.0/8', '192.0.2.7'],
      integrations: '/etc/rung/integrations',
      tokens: { issuer: 'https://login.example.com/', audience: 'rung', jwksUrl: 'https://login.example.com/keys' },
    },
    reconcile: {
      every: 900_000,
      desks: {
        RUNG_RECONCILE_MY_DESK: { address: 'https://desk.example.com', token: 's3cret' },
        RUNG_RECONCILE_ZENDESK: { address: 'https://acme.zendesk.com', tokenFile: '/run/secrets/zendesk-token' },
      },
    },
    logLevel: 'warn',
  } satisfies Config);
});

it('tells all problems at once', () => {
  expect(
    problemsIn({
      MONGODB_URI: 'mongodb://127.0.0.1:27017',
      RUNG_ALERT_PARK: '5',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_BOT_TOKEN_FILE: '/run/token',
      RUNG_POLCY: 'mine.yaml',
      RUNG_SOMETHING_ELSE: 'of another program',
      RUNG_WEBHOOK_X: 'of a webhook that comes in',
    }),
  ).toEqual([
    'MONGODB_URI: names no database; mongodb://host:27017/rung or mongodb+srv://host/rung, with the database after the last slash',
    'RUNG_ALERT_PARK: 5 has no unit; write 5s, 5m, 5h or 5d',
    'SLACK_BOT_TOKEN_FILE: is set and so is SLACK_BOT_TOKEN; set one of them',
    'RUNG_POLCY: is not a setting; did you mean RUNG_POLICY?',
  ]);
});

describe('takes', () => {
  it.each<[string, string[]]>([
    [
      'MONGODB_URI',
      [
        'mongodb://a:1,b:2,c:3/rung?replicaSet=rs0',
        'mongodb://localhost/rung',
        'mongodb://[::1]:27017/rung',
        'mongodb://u:p@h/rung?authSource=admin',
      ],
    ],
    ['SMTP_URL', ['smtp://localhost', 'smtp://localhost:1025/', 'smtps://u:p@h:465?pool=true']],
    ['MAIL_FROM', ['a@example.com', 'Rung <a@example.com>', 'Équipe Support <a@example.com>']],
    ['RUNG_OPERATOR_SLACK', ['#ops', 'C0123ABCDEF']],
    ['LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'Error']],
  ])('%s: %j', (name, values) => {
    for (const value of values) expect(problemsIn({ [name]: value }), value).toEqual([]);
  });
});

describe('refuses', () => {
  it.each<[string, string[]]>([
    [
      'TEMPORAL_UI_URL',
      ['localhost:8233', 'ftp://x', 'http://', 'http://u:p@x', 'http://x/?a=b', 'http://x/#a', 'nonsense'],
    ],
    [
      'MONGODB_URI',
      [
        ...[
          'mongodb://h',
          'mongodb://h/',
          'mongodb:///rung',
          'mongo://h/rung',
          'http://h/rung',
          'h:27017/rung',
          'mongodb://h/a b',
        ],
        ...[
          'mongodb://h/a.b',
          'mongodb://u:p/w@h/rung',
          'mongodb://u:p@w@h/rung',
          'mongodb://h:0/rung',
          'mongodb://h:99999/rung',
        ],
        ...[
          'mongodb://a,,b/rung',
          'mongodb+srv://a,b/rung',
          'mongodb+srv://a:1/rung',
          'mongodb://h/rung/x',
          'mongodb://h/rung#x',
        ],
      ],
    ],
    [
      'SMTP_URL',
      ['mail.example.com', 'smtp:localhost', 'smtp://', 'http://h', 'smtp://u:p#w@h', 'smtp://u:p/w@h', 'smtp://h/x'],
    ],
    [
      'MAIL_FROM',
      [
        'Rung',
        'Rung <rung>',
        'a@x.y, b@x.y',
        'A <a@x.y>, B <b@x.y>',
        'A <a@x.y> b',
        '<a@x.y',
        'A\r\nBcc: b@x.y <a@x.y>',
        'a@x.y <b@x.y>',
      ],
    ],
    ['SLACK_BOT_TOKEN', ['xapp-1-2', 'xoxb 1', 'xoxb-…']],
    ['SLACK_API_URL', ['slack.com/api', 'ws://slack.com']],
    ['RUNG_OPERATOR_EMAIL', ['oncall', 'A <a@x.y>', 'a@x.y,b@x.y']],
    ['RUNG_OPERATOR_SLACK', ['ops', '@ann', '#two words']],
    ['RUNG_POLICY', ['a\nb']],
    ['RUNG_TASK_QUEUE', ['a\tb', 'q'.repeat(201)]],
    [
      'RUNG_TICKET_URL',
      [
        'https://x/1',
        'desk/{ticketId}',
        'https://x/{ticketid}',
        'https://x/{ticketId}/{user}',
        'https://{ticketId}.x/',
        'https://{1}.x/',
        'https://x/{0}',
        'https://x/{10}',
        'mailto:{ticketId}',
        'https://x/{ticketId} https://y/{ticketId}',
        'zendesk=https://x/{1} zendesk/=https://y/{1}',
        'zendesk=desk/{1}',
        'zendesk= https://x/{1}',
        'https://x/{ticketId} and more',
      ],
    ],
    ['RUNG_SLACK_PER_SECOND', ['0', '-1', 'fast', '1/s', '1e3', '1001', '0x1', 'NaN', 'Infinity']],
    ['RUNG_EMAIL_PER_SECOND', ['0', '10 per second']],
    [
      'SLACK_SIGNING_SECRET',
      ['short', 'a secret with blanks', ',', 'xxxxxxxxxxxxxxxx,yyyyyyyyyyyyyyyy,zzzzzzzzzzzzzzzz'],
    ],
    ['SLACK_APP_TOKEN', ['xoxb-1-a', 'xapp-', 'xapp-a b']],
    ['RUNG_SLACK_WORKSPACES', ['example', 'T0123ABCD;T0123ABCE', 'U0123ABCD']],
    ['RUNG_SLACK_CHANNELS', ['tier2-queue', '#a b', '@anna']],
    ['RUNG_SLACK_USERS', ['anna', '@U0123ABCD', 'T0123ABCD']],
    ['RUNG_PUBLIC_URL', ['rung.example.com', 'ftp://x', 'https://u:p@x', 'https://x/?a', 'https://x/#a']],
    ['RUNG_LINK_SECRET', ['a'.repeat(31), `${'a'.repeat(32)},short`]],
    ['RUNG_LINK_VALID', ['0', '59s', '91d', '7', 'soon']],
    [
      'RUNG_WEBHOOKS',
      [
        'https://events.example.com/rung',
        'pager=https://events.example.com/rung',
        `pager=http://events.example.com/rung ${SECRET}`,
        `pager=https://user:word@events.example.com/ ${SECRET}`,
        `pager=ftp://events.example.com/ ${SECRET}`,
        `pager=https://a.example.com/ whsec_short`,
        `pager=https://a.example.com/ whsec_${'A'.repeat(90)}`,
        `pager=https://a.example.com/ ${SECRET} pager=https://b.example.com/ ${SECRET}`,
        `Pager=https://a.example.com/ ${SECRET}`,
        `${SECRET} pager=https://a.example.com/`,
        '# pager=https://a.example.com/',
      ],
    ],
    ['RUNG_TEAMS', [`ops=https://h/x ${SECRET}`, 'ops=http://h/x', 'https://h/x']],
    ['RUNG_OPERATOR_WEBHOOK', ['Pager', 'https://events.example.com/rung', 'a b', '__proto__']],
    ['HTTPS_PROXY', ['socks5://127.0.0.1:1080', 'http://', 'http://a b']],
    ['RUNG_PRIVATE_NETWORKS', ['10.0.0.0', '10.0.0.0/33', 'yes', '300.0.0.0/8', 'fd00::/129']],
    ['RUNG_ALERT_PARK', ['0', '0s', '5', '5min', '-5m', '500ms', '0.5s']],
    ['RUNG_ALERT_GIVE_UP', ['0s', '15', 'off']],
    ['RUNG_ALERT_TIMEOUT', ['0s', '10', '6m', '0.5s', '13s', '12s1ms']],
    ['HTTPS_PROXY', ['socks5://out:1080', 'http://', 'a b']],
    ['TEMPORAL_DEPLOYMENT_NAME', ['rung.workers']],
    ['LOG_LEVEL', ['verbose', '1', 'warning']],
  ])('%s: %j', (name, values) => {
    for (const value of values) {
      const problems = problemsIn({ [name]: value });
      expect(problems, value).toHaveLength(1);
      expect(problems[0], value).toMatch(new RegExp(`^${name}: .+; .+`));
    }
  });

  it('quotes that an environment file left in place', () => {
    expect(problemsIn({ RUNG_OPERATOR_SLACK: '"#ops"' })).toEqual([
      'RUNG_OPERATOR_SLACK: has quotes around it; leave the quotes out; this environment keeps them',
    ]);
  });
});

it('never repeats a secret', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9!@#$%/:? ]{12,30}$/).map((text) => `q9Z${text}Z9q`);
  fc.assert(
    fc.property(secret, (word) => {
      const forms = [
        word,
        `"${word}"`,
        `mongodb://rung:${word}@h/x`,
        `smtp://rung:${word}@h`,
        `xapp-${word}`,
        `xoxb-${word}\u0007`,
        `pager=http://h/${word}`,
        `pager=https://h/x whsec_${word}`,
        `https://h/${word}=x`,
        `whsec_${word}= pager=https://h/${word}`,
      ];
      for (const text of forms) {
        const told = problemsIn({
          MONGODB_URI: text,
          SMTP_URL: text,
          SLACK_BOT_TOKEN: text,
          RUNG_WEBHOOKS: text,
          RUNG_TEAMS: text,
        }).join('\n');
        expect(told).not.toContain('q9Z');
        expect(told).not.toContain('Z9q');
      }
    }),
  );
});

it('throws nothing but a ConfigError, whatever the environment', () => {
  const names = fc.oneof(
    fc.constantFrom(...Object.keys(SETTINGS)),
    fc.string().map((text) => `RUNG_${text}`),
  );
  fc.assert(
    fc.property(fc.dictionary(names, fc.string({ unit: codePoint })), (env) => {
      problemsIn(env);
    }),
  );
});

/** They go together. */
const TOKENS = {
  RUNG_JWT_ISSUER: 'https://login.example.com/',
  RUNG_JWT_AUDIENCE: 'rung',
  RUNG_JWT_JWKS: 'https://login.example.com/keys',
};

describe('the intake', () => {
  it('takes tokens of an issuer if all is known of it', () => {
    expect(loadConfig(TOKENS).intake.tokens).toEqual({
      issuer: 'https://login.example.com/',
      audience: 'rung',
      jwksUrl: 'https://login.example.com/keys',
    });
    for (const name of Object.keys(TOKENS)) {
      expect(problemsIn({ ...TOKENS, [name]: '' })).toEqual([
        `${name}: is not set; the three of RUNG_JWT_… go together`,
      ]);
    }
    expect(problemsIn({ ...TOKENS, RUNG_JWT_JWKS: 'http://login.example.com/keys' })).toHaveLength(1);
    expect(problemsIn({ ...TOKENS, RUNG_JWT_JWKS: 'http://127.0.0.1:9/keys' })).toEqual([]);
  });

  it.each([
    ['RUNG_INTAKE_ADDRESS', 'localhost'],
    ['RUNG_INTAKE_ADDRESS', ':8787'],
    ['RUNG_INTAKE_PER_SECOND', '0'],
    ['RUNG_INTAKE_PER_SECOND', '1.5'],
    ['RUNG_INTAKE_PROXIES', 'everybody'],
    ['RUNG_INTAKE_PROXIES', '10.0.0.0/8,,'],
    ['RUNG_INTAKE_PROXIES', '10.0.0.0/33'],
    ['RUNG_INTAKE_PROXIES', '300.0.0.1'],
  ])('%s cannot be %s', (name, value) => {
    expect(problemsIn({ [name]: value })).toHaveLength(1);
  });

  it('leaves the secrets of webhooks to their mappings', () => {
    expect(problemsIn({ RUNG_WEBHOOK_ZENDESK: 'x', RUNG_WEBHOOK_MY_DESK_FILE: '/x' })).toEqual([]);
  });
});

describe('the APIs of help desks', () => {
  it.each([
    ['an address without a token', { RUNG_RECONCILE_ZENDESK: 'https://acme.zendesk.com' }, 'RUNG_RECONCILE_ZENDESK'],
    ['a token without an address', { RUNG_RECONCILE_ZENDESK_TOKEN: 's3cret' }, 'RUNG_RECONCILE_ZENDESK'],
    [
      'two tokens',
      {
        RUNG_RECONCILE_X: 'https://x.example.com',
        RUNG_RECONCILE_X_TOKEN: 's3cret',
        RUNG_RECONCILE_X_TOKEN_FILE: '/x',
      },
      'RUNG_RECONCILE_X_TOKEN_FILE',
    ],
    ['a time that is too short', { RUNG_RECONCILE_EVERY: '5s' }, 'RUNG_RECONCILE_EVERY'],
  ])('%s', (_what, env, name) => {
    const problems = problemsIn(env);
    expect(problems.map((one) => one.split(':')[0])).toEqual([name]);
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });
});
