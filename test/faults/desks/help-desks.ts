/** Six help desks beside a stage: an intake that they send to, and the APIs of the two that never send twice. */
import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { freeAddress } from '../../../src/http/free-address.js';
import { reconcileId } from '../../../src/workflows/contract.js';
import { DeskApis } from '../../intake/http/desk-apis.js';
import { ALL_SECRETS } from '../../intake/http/desks.js';
import { until } from '../until.js';
import { IntakeProcess } from '../world/intake.js';
import { POLICY_FILE, type Stage } from '../world/stage.js';
import { Sender } from './sender.js';

/** The APIs are read every five minutes, and at least every minute: here so often, since all else goes faster too. */
const READ_EVERY_MS = 8_000;
const READ_WITHIN_MS = 60_000;

export class HelpDesks {
  readonly intakes: IntakeProcess[] = [];
  readonly sender: Sender;
  private readonly downTimes: { from: number; to: number }[] = [];
  private reading: NodeJS.Timeout | undefined;

  private constructor(
    private readonly stage: Stage,
    readonly apis: DeskApis,
    /** Of the intake. */
    readonly address: string,
    /** Of the worker's metrics. */
    readonly metrics: string,
    private readonly read: boolean,
  ) {
    const wasDown = (from: number, to: number) => this.downTimes.some((one) => one.from <= to && from <= one.to);
    this.sender = new Sender(address, wasDown, (lost) => {
      if (lost.desk.name === 'github') apis.notTaken(lost.id, () => this.sender.sendOnce(lost));
    });
  }

  /** Starts a worker and an intake; both end with the stage. @param read the APIs are read, as if the worker's settings named them */
  static async open(stage: Stage, { read }: { read: boolean }): Promise<HelpDesks> {
    const [address, metrics] = [await freeAddress(), await freeAddress()];
    const desks = new HelpDesks(stage, await DeskApis.start(), address, metrics, read);
    stage.atEnd(() => desks.close());
    await stage.startWorker({ env: { RUNG_METRICS_ADDRESS: metrics, ...(read && readingOf(desks.apis)) } });
    await desks.startIntake();
    if (read) desks.reading = setInterval(() => void desks.readApis(), READ_EVERY_MS);
    return desks;
  }

  async startIntake(): Promise<void> {
    const { supervisor, folder } = this.stage.options;
    const settings = {
      TEMPORAL_ADDRESS: `127.0.0.1:${this.stage.temporal.port}`,
      MONGODB_URI: this.stage.options.mongo.uri(this.stage.id),
      RUNG_TASK_QUEUE: this.stage.id,
      RUNG_POLICY: POLICY_FILE,
      RUNG_INTAKE_ADDRESS: this.address,
      LOG_LEVEL: 'warn',
      ...ALL_SECRETS,
    };
    const log = join(folder, `intake-${this.intakes.length + 1}.log`);
    this.intakes.push(await IntakeProcess.start({ supervisor, settings, log }));
  }

  /** SIGKILL, and a new one at once. */
  async replaceIntake(): Promise<void> {
    const down = { from: Date.now(), to: Infinity };
    this.downTimes.push(down);
    await this.intakes.at(-1)!.kill();
    await this.startIntake();
    down.to = Date.now();
  }

  /** Waits until what happened at this help desk by then has been read from its API, if it is. */
  async readUpTo(desk: string, at: number): Promise<void> {
    if (!this.read || !Object.hasOwn(this.apis.addresses, desk)) return;
    const standings = this.stage.db.collection<{ _id: string; readUpTo: Date | null }>('reconcilers');
    const isRead = async () => ((await standings.findOne({ _id: desk }))?.readUpTo?.getTime() ?? 0) > at;
    await until(`${desk} is read`, isRead, READ_WITHIN_MS, 1_000);
  }

  private async readApis(): Promise<void> {
    const { client, id } = this.stage;
    try {
      await client.schedule.getHandle(reconcileId(id)).trigger(ScheduleOverlapPolicy.SKIP);
    } catch (error) {
      const what = `the APIs could not be read: ${(error as Error).message}`;
      this.sender.findings.push({ kind: 'stuck', what });
    }
  }

  private async close(): Promise<void> {
    clearInterval(this.reading);
    await Promise.all(this.intakes.map((intake) => intake.kill()));
    await this.apis.close();
  }
}

function readingOf({ addresses }: DeskApis): Record<string, string> {
  const settings = Object.entries(addresses).flatMap(([name, address]) => {
    const variable = `RUNG_RECONCILE_${name.toUpperCase()}`;
    return [
      [variable, address],
      [`${variable}_TOKEN`, 's3cret'],
    ];
  });
  return { RUNG_RECONCILE_EVERY: '1m', ...(Object.fromEntries(settings) as Record<string, string>) };
}
