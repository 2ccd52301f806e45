/** A reconciler with everything around it in memory: tickets that hear facts by the real rules, a cursor, a stub of the help desk. */
import { Rung } from '../../src/client/rung.js';
import type { Instant } from '../../src/domain/rules/policy.js';
import { loadPolicy } from '../../src/policy/load.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { openDesk } from '../../src/reconcile/address.js';
import { pass, type Passed } from '../../src/reconcile/pass.js';
import type { HelpDesk } from '../../src/reconcile/desk.js';
import type { ApiName } from '../../src/intake/mapping/schema.js';
import { Acceptance } from '../../src/spill/keep.js';
import type { ReconcilerStanding, ReconcilerStore } from '../../src/store/intake-port.js';
import { mapping, told } from '../intake/deliveries.js';
import { FakeStore } from '../intake/http/fake-store.js';
import { FakeTemporal } from '../intake/http/fake-temporal.js';

const ownPolicy = await loadPolicy(OWN_POLICY_FILE);
const TOKENS = { zendesk: 'ada@example.com/token:s3cret', zammad: 's3cret', chatwoot: 's3cret', github: 's3cret' };

export class Reading {
  readonly temporal: FakeTemporal;
  readonly store: FakeStore;
  readonly cursors = new FakeCursors();
  readonly warnings: string[] = [];
  /** The database knows the tickets. If not, only the ids of events keep anything from being counted twice. */
  databaseKnows = true;
  /** The time of a pass is over with its first page. */
  onePage = false;
  private readonly acceptance: Acceptance;
  readonly desk: HelpDesk;

  constructor(
    readonly name: ApiName,
    url: string,
    readonly now: () => Instant,
    private readonly policy = ownPolicy,
    /** An intake, whose Temporal and database it shares. */
    beside: { temporal: FakeTemporal; store: FakeStore } = { temporal: new FakeTemporal(), store: new FakeStore() },
  ) {
    this.temporal = beside.temporal;
    this.store = beside.store;
    const knows = async (ticketId: string) => (await this.store.ports.store.load(ticketId)) !== null;
    const rung = new Rung({ client: this.temporal.client, policy, knows, timeoutMs: 1_300 });
    this.acceptance = new Acceptance({ rung, spill: this.store.ports.spill });
    this.desk = openDesk(name, url, TOKENS[name], { proxies: {}, privateNetworks: [] }, `/webhooks/${name}`);
  }

  async pass(): Promise<Passed> {
    const began = Date.now();
    const { size } = this.temporal.tickets;
    const isOver = () => this.onePage && this.temporal.tickets.size > size;
    return pass({
      name: this.name,
      mapping: await mapping(this.name),
      desk: this.desk,
      cursors: this.cursors.ports,
      acceptance: this.acceptance,
      policy: this.policy.policy,
      known: async (ticketId) => (this.databaseKnows ? (this.temporal.tickets.get(ticketId) ?? null) : null),
      lookBack: 3_600_000,
      until: this.now() + 60_000,
      warn: (message, about) => void this.warnings.push(`${message} ${JSON.stringify(about)}`),
      now: () => this.now() + (isOver() ? 60_000 : Date.now() - began),
    });
  }

  /** Passes, and then passes that find what is known already. @returns how many messages those have told */
  async again(): Promise<number> {
    await this.pass();
    const heard = this.temporal.heard.length;
    for (let i = 0; i < 3; i++) await this.pass();
    return this.temporal.heard.length - heard;
  }

  /** A delivery of the webhook, as the intake takes it. */
  async webhook(body: object, how: { headers?: Record<string, string>; path?: string[] } = {}): Promise<void> {
    const { facts, opens } = await told(this.name, body, { ...how, receivedAt: this.now() });
    const outcomes = await this.acceptance.acceptAll(facts as never, {
      remember: true,
      ...(opens && { opens: opens as never }),
    });
    for (const one of outcomes) if ('refused' in one) throw one.refused;
  }

  ticket(id: string) {
    const ticket = this.temporal.tickets.get(id);
    if (!ticket) throw new Error(`there is no ticket ${id}, but ${[...this.temporal.tickets.keys()].join(', ')}`);
    return ticket;
  }
}

export class FakeCursors {
  readonly all = new Map<string, ReconcilerStanding>();
  /** The database does not answer when the cursor is to be moved. */
  isDown = false;

  readonly ports: ReconcilerStore = {
    read: async (name) => structuredClone(this.all.get(name) ?? null),
    move: async (name, rev, to) => {
      if (this.isDown) throw new Error('the database does not answer');
      if ((this.all.get(name)?.rev ?? 0) !== rev) return false;
      this.all.set(name, { ...to, rev: rev + 1, error: null });
      return true;
    },
    failed: async (name, error, at) => {
      const one = this.all.get(name);
      if (one) this.all.set(name, { ...one, error, at });
    },
    forget: async (name) => void this.all.delete(name),
  };
}
