/** With real servers: webhooks that were lost are found by the reconciler, also when its worker is killed in the midst of a page; a backfill disturbs nobody. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { connectClient } from '../../src/client/connect.js';
import { Rung } from '../../src/client/rung.js';
import { loadPolicy } from '../../src/policy/load.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { reconcileId } from '../../src/workflows/contract.js';
import { rung as called } from '../cli/rung.js';
import { ZammadDesk } from '../reconcile/stubs/zammad.js';
import { mongoClient } from '../support/opened.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startWorker, type RunningWorker } from './worker.js';

const MINUTE = 60_000;
const TICKETS = 16;
const folder = temporaryFolder();
let desk: ZammadDesk;
let worker: RunningWorker;
let settings: Record<string, string>;
let client: Awaited<ReturnType<typeof connectClient>>;
let rung: Rung;

const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();

beforeAll(async () => {
  desk = await ZammadDesk.start(() => Date.now());
  for (let id = 1; id <= TICKETS; id++) {
    const times = { created_at: ago(40), updated_at: ago(10 - id / 10) };
    desk.tickets.push({
      id,
      state: 'open',
      priority: '2 normal',
      group: 'Desk',
      customer_id: 8,
      owner_id: 1,
      ...times,
    });
    for (const [article, minutes] of [40, 30, 20].entries()) {
      const one = { sender: 'Customer', type: 'email', internal: false, preferences: {}, created_at: ago(minutes) };
      desk.articles.push({ id: id * 100 + article, ticket_id: id, ...one });
    }
  }
  worker = await startWorker({
    RUNG_RECONCILE_ZAMMAD: desk.api.url,
    RUNG_RECONCILE_ZAMMAD_TOKEN: 's3cret',
    RUNG_AUDIT_EVERY: 'off',
  });
  settings = worker.env;
  // The SDK reads its own settings from the process.
  vi.stubEnv('TEMPORAL_ADDRESS', settings['TEMPORAL_ADDRESS']);
  client = await connectClient({ address: inject('temporalAddress'), namespace: 'default' });
  rung = new Rung({ client, policy: await loadPolicy(OWN_POLICY_FILE), taskQueue: settings['RUNG_TASK_QUEUE']! });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  const taskQueue = settings['RUNG_TASK_QUEUE']!;
  await client.schedule.getHandle(reconcileId(taskQueue)).delete();
  await worker.stop();
  // A pass that is still under way goes first, since it would open tickets again.
  const running = client.workflow.list({ query: `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'` });
  for await (const { workflowId } of running) await client.workflow.getHandle(workflowId).terminate('the test is over');
  await rung.close();
  await desk.api.close();
  const mongo = mongoClient(settings['MONGODB_URI']!);
  await mongo.db().dropDatabase();
  await mongo.close();
});

/** What the schedule does when its time has come. */
const pass = () =>
  client.schedule.getHandle(reconcileId(settings['RUNG_TASK_QUEUE']!)).trigger(ScheduleOverlapPolicy.TERMINATE_OTHER);

const replies = async (id: number) => (await rung.getState(`zammad/${id}`).catch(() => null))?.customerReplyCount;

test(
  'a worker that is killed in the midst of a page loses nothing, and nothing counts twice',
  { timeout: 90_000 },
  async () => {
    await pass();
    // It tells a page's tickets when it has read all their articles, so that some are told and the cursor stands before them.
    await expect.poll(() => replies(1), { timeout: 30_000, interval: 50 }).toBe(2);
    await worker.kill();
    worker = await startWorker(settings);
    await pass();
    for (let id = 1; id <= TICKETS; id++)
      await expect.poll(() => replies(id), { timeout: 30_000, interval: 200 }).toBe(2);

    // A webhook that comes late after all, and another pass.
    await rung.customerReplied('zammad/7', { eventId: 'message:701', at: ago(30) });
    await pass();
    const mongo = mongoClient(settings['MONGODB_URI']!);
    const standing = () =>
      mongo
        .db()
        .collection('reconcilers')
        .findOne({ _id: 'zammad' as never });
    const since = Date.now() - 5_000;
    await expect
      .poll(async () => (await standing())?.['readUpTo'], { timeout: 30_000 })
      .toSatisfy((at: Date) => at.getTime() > since);
    expect((await called(['doctor', '--json'], { env: settings })).stdout).toMatch(
      /"zammad: everything until .* has been read"/,
    );
    expect(await replies(7)).toBe(2);
    // Where it stands holds no secret.
    expect(JSON.stringify(await mongo.db().collection('reconcilers').find().toArray())).not.toContain('s3cret');
    await mongo.close();
  },
);

test(
  'a backfill of tickets long past their marks pages nobody, and a second one opens nothing',
  { timeout: 90_000 },
  async () => {
    const file = join(folder, 'export.csv');
    const rows = Array.from({ length: 60 }, (_, i) => `backfilled-${i},open,normal,standard,${ago(60 * 30)},EU`);
    await writeFile(file, ['Id,State,Prio,Plan,Created,Region', ...rows].join('\n'));
    const maps = ['ticketId=Id', 'status=State', 'priority=Prio', 'customerTier=Plan', 'createdAt=Created'];
    const args = [
      'backfill',
      file,
      '--set',
      'slaHours=24',
      '--quiet-past',
      '--rate',
      '200',
      ...maps.flatMap((one) => ['--map', one]),
    ];
    const told = () =>
      worker
        .alerts()
        .split('\n')
        .filter((line) => / backfilled-\d/.test(line));
    expect(await called(args, { env: settings })).toEqual({
      status: 0,
      stdout: '60 opened, 0 existed, 0 closed and passed over, 0 invalid\n',
      stderr: '',
    });
    const { tier, slaBreachedAt, history } = (await rung.getState('backfilled-7'))!;
    expect({ tier, slaBreachedAt: slaBreachedAt !== null, kinds: history.map(({ kind }) => kind) }).toEqual({
      tier: 'L1',
      slaBreachedAt: true,
      kinds: ['skipped', 'skipped'],
    });
    const again = await called(args, { env: settings });
    expect(again.stdout).toBe('0 opened, 60 existed, 0 closed and passed over, 0 invalid\n');
    const mongo = mongoClient(settings['MONGODB_URI']!);
    const log = mongo.db().collection('escalation_log');
    await expect
      .poll(() => log.countDocuments({ ticketId: 'backfilled-7', kind: 'skipped' }), { timeout: 20_000 })
      .toBe(2);
    expect(
      await mongo
        .db()
        .collection('tickets')
        .findOne({ _id: 'backfilled-7' as never }),
    ).toMatchObject({ Region: 'EU', tier: 'L1' });
    await mongo.close();
    expect(told()).toEqual([]);
  },
);
