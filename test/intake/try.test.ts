/** `rung intake try` and `rung intake check`, as a person meets them. */
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rung } from '../cli/rung.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { given } from './deliveries.js';

const ZENDESK = 'integrations/zendesk.yaml';
const SECRET = given('zendesk-events').secret!;
const [created] = given('zendesk-events').deliveries;

const folder = temporaryFolder();

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const tried = async (mapping: string, delivery: unknown, env: Record<string, string> = {}) => {
  const ended = await rung(['intake', 'try', mapping, '-', '--json'], { input: JSON.stringify(delivery), env });
  return { ...ended, answer: ended.stdout === '' ? undefined : (JSON.parse(ended.stdout) as Record<string, unknown>) };
};

/** A delivery of Zendesk that was signed just now. */
function signedNow(rawBody = created!.rawBody, secret = SECRET, at = Date.now()) {
  const time = new Date(at).toISOString().replace(/\.\d+/, '');
  const signature = createHmac('sha256', secret)
    .update(time + rawBody)
    .digest('base64');
  return {
    headers: { 'X-Zendesk-Webhook-Signature': signature, 'X-Zendesk-Webhook-Signature-Timestamp': time },
    rawBody,
  };
}

describe('try', () => {
  it('shows what a delivery that was signed just now becomes', async () => {
    const { status, stderr, answer } = await tried(ZENDESK, signedNow(), { RUNG_WEBHOOK_ZENDESK: SECRET });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(Object.keys(answer!)).toEqual(['verified', 'dedupeKey', 'facts', 'opens']);
    expect(answer).toMatchObject({
      verified: true,
      dedupeKey: 'cbe4028c-7239-495d-b020-f22348516046',
      facts: [{ at: '2026-11-29T09:00:01.672Z', ticketId: 'zendesk/5158', type: 'created', ticket: { status: 'new' } }],
    });
  });

  it('shows what the customer wrote when it is asked to, and only then', async () => {
    const { secret, deliveries } = given('github');
    const delivery = deliveries.find(({ name }) => name === 'customer-comment-on-closed');
    const call = { input: JSON.stringify(delivery), env: { RUNG_WEBHOOK_GITHUB: secret! } };
    const args = ['intake', 'try', 'integrations/github.yaml', '-', '--json'];
    expect((await rung(args, call)).stdout).not.toContain('Still crashes!');
    expect((await rung([...args, '--texts'], call)).stdout).toContain('"text":"Still crashes!"');
  });

  it('takes a recording at the time at which it came', async () => {
    const { answer } = await tried(ZENDESK, created, { RUNG_WEBHOOK_ZENDESK: SECRET });
    expect(answer).toMatchObject({ verified: true });
  });

  it('shows an old one all the same, as not verified', async () => {
    const { status, answer } = await tried(ZENDESK, signedNow(undefined, SECRET, Date.now() - 3_600_000), {
      RUNG_WEBHOOK_ZENDESK: SECRET,
    });
    expect(status).toBe(0);
    expect(answer).toMatchObject({
      verified: false,
      reason: expect.stringMatching(/^stale: it was signed 3\d+ s ago; 900 s are allowed/),
      facts: [{ type: 'created' }],
    });
  });

  it('shows nothing of one that is not genuine', async () => {
    const { status, stdout, answer } = await tried(ZENDESK, signedNow(undefined, 'another'), {
      RUNG_WEBHOOK_ZENDESK: SECRET,
    });
    expect(status).toBe(0);
    expect(answer).toEqual({
      verified: false,
      reason: 'mismatch: the signature does not fit the body and the secret',
      facts: [],
      ignored: 'it is not genuine: the signature does not fit the body and the secret',
    });
    expect(stdout).not.toContain(SECRET);
  });

  it('takes the old and the new secret', async () => {
    for (const secrets of [`new-secret, ${SECRET}`, `${SECRET},new-secret`]) {
      expect((await tried(ZENDESK, signedNow(), { RUNG_WEBHOOK_ZENDESK: secrets })).answer).toMatchObject({
        verified: true,
      });
    }
  });

  it('reads secrets from a file', async () => {
    const path = await file('secret', `${SECRET}\n`);
    expect((await tried(ZENDESK, signedNow(), { RUNG_WEBHOOK_ZENDESK_FILE: path })).answer).toMatchObject({
      verified: true,
    });
  });

  it('says so when no secret is set, and shows what it would become', async () => {
    const { answer } = await tried(ZENDESK, signedNow());
    expect(answer).toMatchObject({
      verified: false,
      reason: 'no-secret: no secret is set; RUNG_WEBHOOK_ZENDESK is where the intake looks for it',
      facts: [{ type: 'created' }],
    });
  });

  it('says why there are no facts', async () => {
    const { answer } = await tried(ZENDESK, given('zendesk-events').deliveries[1], { RUNG_WEBHOOK_ZENDESK: SECRET });
    expect(answer).toMatchObject({ verified: true, facts: [], ignored: 'a private note (agent) is no reply' });
  });

  it('in words', async () => {
    const path = await file('note.json', given('zendesk-events').deliveries[1]);
    const { status, stdout } = await rung(['intake', 'try', ZENDESK, path], { env: { RUNG_WEBHOOK_ZENDESK: SECRET } });
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'Verified.',
      'Delivery: 5a0a7a1e-54f5-4f0c-9c7c-0c2d8f1d1a02',
      'Spoke: agent; the customer cannot see it',
      'Becomes nothing: a private note (agent) is no reply.',
    ]);
  });

  it('a name with a hyphen is a variable with an underscore', async () => {
    const { secret, deliveries } = given('standard-webhooks');
    const { answer } = await tried('integrations/standard-webhooks.yaml', deliveries[0], {
      RUNG_WEBHOOK_STANDARD_WEBHOOKS: secret!,
    });
    expect(answer).toMatchObject({ verified: true, facts: [{ ticketId: 'standard-webhooks/T-1042' }] });
  });

  it('takes the account from the path, and the token from the query', async () => {
    const [, , , twin] = given('chatwoot').deliveries;
    const delivery = { headers: {}, rawBody: twin!.rawBody, path: '/webhooks/chatwoot/7?token=url-secret' };
    const { answer } = await tried('integrations/chatwoot.yaml', delivery, {
      RUNG_WEBHOOK_CHATWOOT: 'signing-secret,url-secret',
    });
    expect(answer).toMatchObject({ verified: true, facts: [{ ticketId: 'chatwoot/7/412', tags: ['vip'] }] });
  });
});

describe('what cannot be read has status 2', () => {
  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /^standard input: must be a JSON object such as /],
    ['a list', [], /^standard input: must be a JSON object such as /],
    ['no body', { headers: {} }, /^standard input: rawBody must be a text/],
    [
      'a body that was read',
      { headers: {}, rawBody: {} },
      /^standard input: rawBody must be a text: the body as it came, not read\n/,
    ],
    ['no headers', { rawBody: '{}' }, /^standard input: headers must be an object of texts/],
    ['a header that is none', { headers: { a: 1 }, rawBody: '{}' }, /^standard input: headers: "a" must be a text/],
    [
      'a time that is none',
      { headers: {}, rawBody: '{}', receivedAt: 'today' },
      /^standard input: receivedAt must be an instant/,
    ],
  ])('%s', async (_what, delivery, sentence) => {
    const input = typeof delivery === 'string' ? delivery : JSON.stringify(delivery);
    const ended = await rung(['intake', 'try', ZENDESK, '-', '--json'], { input });
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
  });

  it.each([
    ['freshdesk', 'unrendered-placeholder', 422, 'ticket.id: it is a placeholder that was not filled in'],
    ['zendesk-trigger', 'broken-json', 400, 'the body is not JSON'],
  ] as const)('%s: %s', async (name, which, status, because) => {
    const { secret, bearer, deliveries } = given(name);
    const delivery = deliveries.find((one) => one.name === which)!;
    const variable = `RUNG_WEBHOOK_${name.toUpperCase().replace('-', '_')}`;
    const ended = await tried(`integrations/${name}.yaml`, delivery, { [variable]: secret ?? bearer! });
    expect(ended).toMatchObject({
      status: 2,
      stderr: `standard input: ${because}\n`,
      answer: { verified: true, facts: [], refused: { status, because } },
    });
  });

  it('a delivery or a mapping that is not there', async () => {
    expect(await rung(['intake', 'try', ZENDESK, 'nowhere.json'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'nowhere.json: there is no such file\n',
    });
    const { status, stderr } = await rung(['intake', 'try', 'nowhere.yaml', 'nowhere.json']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'nowhere.yaml: there is no such file; give the path of a mapping, such as integrations/zendesk.yaml\n',
    });
  });

  it('secrets in both places, too many of them, in a file that is not there', async () => {
    const two = await tried(ZENDESK, signedNow(), { RUNG_WEBHOOK_ZENDESK: 'a', RUNG_WEBHOOK_ZENDESK_FILE: 'b' });
    expect(two).toMatchObject({
      status: 2,
      stderr: 'RUNG_WEBHOOK_ZENDESK_FILE: is set and so is RUNG_WEBHOOK_ZENDESK; set one of them\n',
    });
    const many = await tried(ZENDESK, signedNow(), { RUNG_WEBHOOK_ZENDESK: 'hunter2,b,c,d,e' });
    expect(many).toMatchObject({
      status: 2,
      stderr: 'RUNG_WEBHOOK_ZENDESK: holds 5 secrets; at most 4, separated by commas\n',
    });
    const none = await tried(ZENDESK, signedNow(), { RUNG_WEBHOOK_ZENDESK_FILE: join(folder, 'nowhere') });
    expect(none).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^RUNG_WEBHOOK_ZENDESK_FILE: the file cannot be read \(ENOENT\)/),
    });
  });
});

describe('check', () => {
  it('says what is right', async () => {
    expect(await rung(['intake', 'check', ZENDESK])).toEqual({
      status: 0,
      stdout: `${ZENDESK} is right: zendesk, verified by zendesk; its secrets are in RUNG_WEBHOOK_ZENDESK; the API of zendesk is read if RUNG_RECONCILE_ZENDESK has its address\n`,
      stderr: '',
    });
  });

  it('says everything that is wrong', async () => {
    const path = await file(
      'wrong.yaml',
      'version: 1\nname: x\nverify: [{ scheme: bearer }]\ndelivery: $eval("1")\nat: (\nticket: { id: id, statsu: x }\n',
    );
    const { status, stdout, stderr } = await rung(['intake', 'check', path, '--json']);
    expect(status).toBe(2);
    expect(stderr.replaceAll(`${path}:`, '').trim().split('\n')).toEqual([
      expect.stringMatching(/^4:11 delivery: \$eval is not possible here/),
      expect.stringMatching(/^5:5 at: this is no JSONata expression/),
      '6:19 ticket: unknown key "statsu"; did you mean "status"?',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: [{ line: 4, column: 11 }, { line: 5 }, { line: 6 }],
    });
  });
});
