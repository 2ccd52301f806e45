/**
 * A help desk for workflow tests: a real Temporal server, real workers and client, and the world behind them in memory.
 * A story that ends with an alert, a warning or an error that it did not announce fails.
 */
import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { describeTicket } from '../../src/client/description.js';
import { Rung, type FactReceipt } from '../../src/client/rung.js';
import type { TicketToOpen } from '../../src/client/ticket-form.js';
import type { TicketChanges } from '../../src/domain/ticket/facts.js';
import { targetName, type Policy } from '../../src/domain/rules/policy.js';
import {
  alertTaskQueue,
  lookAgain,
  TICKET_WORKFLOW,
  ticketWorkflowId,
  type CommandAnswer,
  type RunLimits,
  type TicketResult,
  type TicketStateView,
} from '../../src/workflows/contract.js';
import { parsePolicy } from '../../src/policy/index.js';
import { createWorker } from './opened.js';
import { hasTimedOut } from './history.js';
import { complaints } from './runtime.js';
import { World } from './world.js';

/** What histories say of who did it: no name of a machine. */
const IDENTITY = 'rung-worker';

export interface DeskOptions {
  client: Client;
  native: NativeConnection;
  bundle: { codePath: string } | { code: string };
  /** YAML of the policy. */
  policy: string;
  /** Default: 2, which makes nearly every task a replay. */
  maxCachedWorkflows?: number;
  /**
   * How many tasks of a kind each worker asks for at once. Default: 2. A story has a ticket or two: with the SDK's ten, asking and being told to go
   * takes longer than the work.
   */
  polls?: number;
  /** The time facts are told with. Default: the wall clock. */
  now?: () => Promise<number>;
  /** Which day it is for the policy, in days of the epoch. Default: by the wall clock */
  day?: number;
}

export type NewDeskTicket = Partial<TicketToOpen> & { limits?: RunLimits };

export class Desk {
  readonly world = new World();
  /** As patient as a machine may be slow. */
  readonly rung: Rung;
  /** For who asks again. */
  readonly asking: Rung;
  readonly taskQueue = `desk-${randomUUID()}`;
  readonly policy: { policy: Policy; hash: string };
  readonly client: Client;
  readonly now: () => Promise<number>;
  private workers: { worker: Worker; ended: Promise<void> }[] = [];
  private readonly announced = new Set<string>();
  private readonly expectedComplaints: RegExp[] = [];
  private readonly complaintsBefore = complaints.length;
  readonly tickets: DeskTicket[] = [];
  /** A run that hands over may have to begin a page again that has just been sent. */
  private handsOver = false;

  private constructor(private readonly options: DeskOptions) {
    this.client = options.client;
    this.policy = parsePolicy(options.policy, 'story.yaml', options.day);
    const engine = { client: options.client, policy: this.policy, taskQueue: this.taskQueue };
    this.rung = new Rung({ ...engine, timeoutMs: 30_000 });
    this.asking = new Rung({ ...engine, timeoutMs: 5_000 });
    this.now = options.now ?? (() => Promise.resolve(Date.now()));
  }

  static async open(options: DeskOptions): Promise<Desk> {
    const desk = new Desk(options);
    await desk.startWorkers();
    return desk;
  }

  /** A ticket under a new id, opened with what is given; by default an open, normal one with an SLA of 24 h. */
  async ticket(fields: NewDeskTicket = {}): Promise<DeskTicket> {
    const { limits, ...given } = fields;
    const createdAt = new Date(await this.now()).toISOString();
    const ticket: TicketToOpen = {
      ticketId: `T-${randomUUID().slice(0, 8)}`,
      status: 'open',
      priority: 'normal',
      customerTier: 'standard',
      slaHours: 24,
      createdAt,
      ...given,
    };
    this.handsOver ||= limits !== undefined;
    if (limits) await this.startWithLimits(ticket, limits);
    else await this.rung.openTicket(ticket);
    return this.known(ticket.ticketId);
  }

  /** A ticket by its id, whether it exists or not. */
  known(ticketId: string): DeskTicket {
    const ticket = new DeskTicket(this, ticketId);
    this.tickets.push(ticket);
    return ticket;
  }

  /** @param bundle of the workflow; default: the desk's */
  async startWorkers(bundle = this.options.bundle): Promise<void> {
    const { native, maxCachedWorkflows = 2, polls = 2 } = this.options;
    const limits = { maxConcurrentWorkflowTaskPolls: polls, maxConcurrentActivityTaskPolls: polls };
    const activities = { ...this.world };
    const workers = await Promise.all([
      createWorker({
        connection: native,
        identity: IDENTITY,
        taskQueue: this.taskQueue,
        workflowBundle: bundle,
        activities,
        maxCachedWorkflows,
        ...limits,
        // Workflows run in this thread. A thread of their own, which loads the SDK again for each desk, takes more than most stories do.
        debugMode: true,
        stickyQueueScheduleToStartTimeout: '1s',
      }),
      ...(['slack', 'email'] as const).map((channel) =>
        createWorker({
          connection: native,
          identity: IDENTITY,
          taskQueue: alertTaskQueue(this.taskQueue, channel),
          activities,
          ...limits,
        }),
      ),
    ]);
    this.workers = workers.map((worker) => ({ worker, ended: worker.run() }));
  }

  async stopWorkers(): Promise<void> {
    for (const { worker } of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(this.workers.map(({ ended }) => ended));
    this.workers = [];
  }

  /** Something happens while no worker is there. */
  async away(happens: () => Promise<unknown>): Promise<void> {
    await this.stopWorkers();
    await happens();
    await this.startWorkers();
  }

  /** Waits for these alert keys, and announces them: nothing else may arrive. */
  async expectAlerts(...keys: string[]): Promise<void> {
    for (const key of keys) this.announced.add(key);
    await eventually(`alerts ${keys.join(', ')}`, () => {
      const arrived = this.world.keys();
      return Promise.resolve(keys.every((key) => arrived.includes(key)));
    });
  }

  /** Announces a warning or an error that the engine will log. */
  expectComplaint(text: RegExp): void {
    this.expectedComplaints.push(text);
  }

  /** Ends the desk. @throws when something happened that no test announced */
  async close(): Promise<void> {
    await this.stopWorkers();
    await Promise.allSettled(this.tickets.map(({ handle }) => handle.terminate('the story is over')));
    const keys = this.world.keys();
    const unannounced = keys.filter((key) => !this.announced.has(key));
    const twice = this.handsOver ? [] : await this.askedTwice();
    const unexpected = this.complaints().filter((line) => !this.expectedComplaints.some((text) => text.test(line)));
    const problems = [
      ...unannounced.map((key) => `an alert nobody announced: ${key}`),
      ...twice.map((key) => `an alert asked for twice: ${key}`),
      ...unexpected.map((line) => `a complaint nobody announced: ${line}`),
    ];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  /** What was complained about since the desk was opened, but for what another desk's workers said. */
  complaints(): string[] {
    return complaints
      .slice(this.complaintsBefore)
      .filter(({ taskQueue = this.taskQueue }) => taskQueue.startsWith(this.taskQueue))
      .map(({ text }) => text)
      .filter((text) => ![...this.world.mishaps].some((mishap) => text.includes(mishap)));
  }

  /** Keys of alerts that were asked for twice, though no attempt was given up: a machine that stands still for longer than the heartbeat has that. */
  private async askedTwice(): Promise<string[]> {
    const ids = new Set(this.world.repeats.map((key) => key.slice(0, key.indexOf(':'))));
    const tickets = this.tickets.filter(({ id }) => ids.has(id));
    const givenUp = await Promise.all(tickets.map(({ handle }) => hasTimedOut(handle)));
    return this.world.repeats.filter((key) => !tickets.some(({ id }, i) => givenUp[i] && key.startsWith(`${id}:`)));
  }

  private async startWithLimits(ticket: TicketToOpen, limits: RunLimits): Promise<void> {
    const createdAt = Date.parse(ticket.createdAt as string);
    const { policy, hash } = this.policy;
    await this.client.workflow.start(TICKET_WORKFLOW, {
      taskQueue: this.taskQueue,
      workflowId: ticketWorkflowId(ticket.ticketId),
      ...describeTicket({ ...ticket, createdAt, policy: this.policy }),
      args: [{ mode: 'open', ticket: { ...ticket, createdAt }, policy, policyHash: hash, yields: true, limits }],
    });
  }
}

export class DeskTicket {
  constructor(
    readonly desk: Desk,
    readonly id: string,
  ) {}

  get handle(): WorkflowHandle {
    return this.desk.client.workflow.getHandle(ticketWorkflowId(this.id));
  }

  reply = async (eventId?: string): Promise<FactReceipt> =>
    this.desk.rung.customerReplied(this.id, await this.fact(eventId));
  agentReply = async (eventId?: string): Promise<FactReceipt> =>
    this.desk.rung.agentReplied(this.id, await this.fact(eventId));
  score = async (score: number, eventId?: string): Promise<FactReceipt> =>
    this.desk.rung.sentimentScored(this.id, score, await this.fact(eventId));
  change = async (changes: TicketChanges, eventId?: string): Promise<FactReceipt> =>
    this.desk.rung.ticketChanged(this.id, changes, await this.fact(eventId));
  confirm = async (eventId?: string): Promise<FactReceipt> =>
    this.desk.rung.confirmResolution(this.id, await this.fact(eventId));
  /** Has its SLA end so many seconds from now: what was told before has happened before. */
  slaEndsIn = async (seconds: number): Promise<FactReceipt> => {
    const { createdAt } = await this.state();
    return this.change({ slaHours: ((await this.desk.now()) - Date.parse(createdAt)) / 3_600_000 + seconds / 3_600 });
  };
  escalate = (to?: string): Promise<CommandAnswer> =>
    this.desk.rung.escalate(this.id, { by: 'ann', ...(to && { to }) });
  deEscalate = (to?: 'previous' | 'base'): Promise<CommandAnswer> =>
    this.desk.rung.deEscalate(this.id, { by: 'ann', ...(to && { to }) });
  acknowledge = (): Promise<CommandAnswer> => this.desk.rung.acknowledge(this.id, { by: 'ann' });

  async state(): Promise<TicketStateView> {
    const state = await this.desk.rung.getState(this.id);
    if (!state) throw new Error(`ticket ${this.id} is still being loaded`);
    return state;
  }

  /** Waits until the ticket looks like this. */
  async until(what: string, holds: (state: TicketStateView) => boolean): Promise<TicketStateView> {
    let seen: TicketStateView | null = null;
    await eventually(`${this.id} ${what}`, async () => {
      seen = await this.desk.asking.getState(this.id);
      return seen !== null && holds(seen);
    });
    return seen!;
  }

  /** Waits until it stands on a tier. */
  reaches = (tier: string): Promise<TicketStateView> => this.until(`to reach ${tier}`, (state) => state.tier === tier);

  /** Waits until nothing is owed to the world, but for alerts that wait for hours. */
  atRest = (): Promise<TicketStateView> =>
    this.until(
      'to come to rest',
      ({ outbox }) =>
        outbox.persisted && outbox.logEntries === 0 && outbox.alerts.every(({ state }) => state === 'deferred'),
    );

  /** Has the ticket write down what only counts, too. */
  async flush(): Promise<TicketStateView> {
    await this.handle.signal(lookAgain);
    return this.atRest();
  }

  /** What the workflow returned; waits for its end. */
  result = (): Promise<TicketResult> => this.handle.result() as Promise<TicketResult>;

  /** Kinds of the decisions in the log, in order. */
  async kinds(): Promise<string[]> {
    return (await this.state()).history.map(({ kind }) => kind);
  }

  /** The database's copy. */
  get saved() {
    return this.desk.world.tickets.get(this.id);
  }

  /** Key of one of its alerts. */
  key(seq: number, target: string): string {
    return `${this.id}:${seq}:${target}`;
  }

  /** Keys of the alerts that a transition sends to the targets of these tiers. */
  alerts(seq: number, ...tiers: string[]): string[] {
    return tiers
      .flatMap((name) => this.desk.policy.policy.tiers.find((tier) => tier.name === name)!.notify)
      .map((target) => this.key(seq, targetName(target)));
  }

  /** Which run is the last. */
  runId = async (): Promise<string> => (await this.handle.describe()).runId;

  /** Waits until another run has followed this one. */
  nextRun = (run: string): Promise<void> => eventually('the next run', async () => (await this.runId()) !== run);

  private async fact(eventId?: string) {
    return { at: new Date(await this.desk.now()), ...(eventId && { eventId }) };
  }
}

/** Asks again and again, for half a minute at the most. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  // Questions cost the server as much as the work they ask about: who waits for seconds asks less often.
  let pause = 50;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      if (await holds()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.3, 200);
  }
  throw new Error(`waited 30 s for ${what}`, { cause: last });
}
