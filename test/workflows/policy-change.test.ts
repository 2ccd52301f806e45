/** Running tickets are moved to another policy, one by one and all together: on a real server, with the world in memory. */
import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import pc from 'picocolors';
import { apply, type Applying } from '../../src/cli/policies/apply.js';
import type { Engine } from '../../src/cli/engine.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { parsePolicy } from '../../src/policy/index.js';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/contract.js';
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { calm as test, SECONDS_POLICY } from '../support/story.js';

/** Without L3, and with a rule of its own. */
const NEXT = parsePolicy(
  SECONDS_POLICY.replace(/ {2}- \{ name: L3.*\n/, '')
    .replace(/ {2}- \{ name: stalled_at_l2.*\n/, '')
    .replace('rules:\n', 'rules:\n  - { name: angry_twice, when: { customer_replies: 2 }, to: L2, bump: 1 }\n'),
  'next.yaml',
);
const who = { by: 'ann' };

test.concurrent('a ticket is moved, goes on by the new rules, and says so wherever it is asked', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
  const run = await ticket.runId();
  const { policyHash: before } = await ticket.atRest();
  expect(await desk.rung.changePolicy(ticket.id, { ...who, policy: NEXT })).toEqual({
    ...{ accepted: true, tier: 'L1', seq: 0 },
  });
  expect(await ticket.atRest()).toMatchObject({
    policyHash: NEXT.hash,
    history: [{ kind: 'policy_changed', by: 'ann', policy: NEXT.hash, policyBefore: before, tier: 'L1' }],
  });
  expect(ticket.saved!.engine.state).toMatchObject({ policyHash: NEXT.hash, policy: NEXT.policy });
  expect(await desk.rung.changePolicy(ticket.id, { ...who, policy: NEXT })).toMatchObject({ accepted: true });

  // The next run has it too, and the database has it for a reopening.
  await ticket.agentReply();
  await ticket.nextRun(run);
  await ticket.reply();
  await ticket.reply();
  await ticket.reaches('L2');
  expect((await ticket.state()).escalationReason).toBe('angry_twice');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  const found = (await ticket.handle.describe()).typedSearchAttributes.get(SEARCH_ATTRIBUTES.policy);
  expect(found).toBe(NEXT.hash);
  await ticket.atRest();
  await ticket.change({ status: 'closed' });
  await ticket.result();
  expect(await desk.rung.changePolicy(ticket.id, { ...who, policy: NEXT })).toMatchObject({ accepted: false });
  await ticket.change({ status: 'open' });
  await ticket.until('to be open', ({ closed }) => !closed);
  expect(await ticket.kinds()).toEqual(['policy_changed', 'escalated', 'closed', 'reopened']);
  expect((await ticket.state()).policyHash).toBe(NEXT.hash);
});

test.concurrent('a ticket whose tier the policy lacks is refused, and left as it is', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('L3');
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  const { policyHash } = await ticket.state();
  const answer = await desk.rung.changePolicy(ticket.id, { ...who, policy: NEXT });
  expect(answer).toEqual({
    accepted: false,
    reason: expect.stringContaining(`stands on or came from L3, which policy ${NEXT.hash} does not have`) as string,
  });
  expect((await ticket.atRest()).policyHash).toBe(policyHash);
  await expect(desk.rung.changePolicy(ticket.id, { ...who, policy: NEXT, tiers: { L3: 'L7' } })).rejects.toThrow(
    'has no tier L7',
  );
  await expect(ticket.handle.executeUpdate('changePolicy', { args: [{ ...who, commandId: 'c' }] })).rejects.toThrow();
});

test.concurrent('all tickets: shown first, refused without a map, stopped half way, gone on with', async ({ desk }) => {
  const tickets: DeskTicket[] = [];
  for (let n = 0; n < 5; n++) tickets.push(await desk.ticket({ customerTier: n === 0 ? 'gold' : 'standard' }));
  const [gold, ...others] = tickets as [DeskTicket, ...DeskTicket[]];
  const high = others[3]!;
  await high.escalate('L3');
  await desk.expectAlerts(...high.alerts(1, 'L3'));
  await others[0]!.reply();
  await others[0]!.reply();
  await others[0]!.until('to hear them', ({ customerReplyCount }) => customerReplyCount === 2);
  for (const ticket of tickets) await ticket.flush();
  const moved = async () =>
    (await Promise.all(tickets.map((ticket) => ticket.state()))).filter(({ policyHash }) => policyHash === NEXT.hash);

  const refused = await applied(desk, {});
  expect(refused.error).toMatch(
    /^nothing was moved: policy [0-9a-f]{16} has no tier L3 \(1 ticket there or come from it\); say which of L1, L2, manager/,
  );
  const shown = await applied(desk, { dryRun: true, tiers: { L3: 'manager' } });
  expect(shown.out).toContain('5 open tickets to move');
  expect(shown.out).toMatch(/L3 +1 ticket +to manager/);
  expect(shown.out).toMatch(/angry_twice +to L2 +1 ticket/);
  expect((await applied(desk, { dryRun: true, selection: new Map([['customerTier', ['gold']]]) })).out).toContain(
    '1 open ticket to move',
  );
  expect(await moved()).toEqual([]);

  const stopped = await applied(desk, { tiers: { L3: 'manager' }, rate: 3 }, 2);
  expect(stopped.error).toMatch(
    /^stopped: [1-4] of 5 tickets moved; to go on, run this again, .*: rung policy apply x$/,
  );
  const half = (await moved()).length;
  expect(half).toBe(Number(/stopped: (\d)/.exec(stopped.error!)![1]));

  for (const ticket of tickets) await ticket.atRest();
  const rest = await applied(desk, { tiers: { L3: 'manager' } });
  expect(rest.error).toBeUndefined();
  expect(rest.out).toContain(`${5 - half} open tickets to move`.replace('1 open tickets', '1 open ticket'));
  expect(await moved()).toHaveLength(5);
  await desk.expectAlerts(...others[0]!.alerts(1, 'L2'));
  expect(await high.state()).toMatchObject({ tier: 'manager', assigneeGroup: 'support_managers', seq: 1 });
  expect(await gold.kinds()).toEqual(['policy_changed']);
  for (const ticket of tickets) await ticket.atRest();
  expect((await applied(desk, { tiers: { L3: 'manager' } })).out).toContain('0 open tickets to move');
  await eventually('visibility to know', async () => {
    const listed = (await desk.rung.list({ policyHash: NEXT.hash })).map(({ ticketId }) => ticketId);
    return tickets.every(({ id }) => listed.includes(id));
  });
});

/** What `rung policy apply` prints, and how it fails. @param stopAfter Ctrl-C comes when so many have been asked */
async function applied(desk: Desk, asked: Partial<Applying>, stopAfter = Infinity) {
  let stop: () => void = () => undefined;
  let begun = 0;
  const stdout = new PassThrough({ encoding: 'utf8' });
  const terminal: Terminal = {
    ...{ stdin: new PassThrough(), stdout, stderr: new PassThrough(), env: {}, interactive: false },
    colours: pc.createColors(false),
    onStop: (stopping) => {
      stop = stopping;
      return () => undefined;
    },
  };
  const rung = {
    count: () => desk.rung.count(),
    changePolicy: (...given: Parameters<Desk['rung']['changePolicy']>) => {
      if (++begun === stopAfter) stop();
      return desk.rung.changePolicy(...given);
    },
  };
  const engine = { rung, store: storeOf(desk) } as unknown as Engine;
  let error: string | undefined;
  const applying: Applying = {
    ...{ loaded: NEXT, selection: new Map(), tiers: {}, by: 'ann', quiet: false, dryRun: false, ask: null },
    ...{ rate: 100, json: false, again: 'rung policy apply x' },
    ...asked,
  };
  await apply(engine, applying, terminal).catch((failure: Error) => (error = failure.message));
  return { out: (stdout.read() as string | null) ?? '', error };
}

/** The database as the command reads it. */
function storeOf(desk: Desk) {
  const documents = [...desk.world.tickets].map(([_id, { engine }]) => {
    const { policy, ...state } = engine.state;
    return { _id, engine: { ...engine, state, policy } };
  });
  return {
    archive: {
      async *find() {
        for (const document of documents) yield await Promise.resolve(document);
      },
    },
    policies: { keep: () => Promise.resolve() },
  };
}
