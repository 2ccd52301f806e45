/** `rung policy apply` over thousands of tickets: what is shown is what then happens, however often it is cut short. */
import { PassThrough } from 'node:stream';
import pc from 'picocolors';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/cli/engine.js';
import { apply, type Applying } from '../../../src/cli/policies/apply.js';
import type { MoveSurvey } from '../../../src/cli/policies/survey.js';
import type { Terminal } from '../../../src/cli/terminal.js';
import type { PolicyChangeRequest } from '../../../src/client/policy-change.js';
import type { PolicyChange } from '../../../src/domain/change/policy-change.js';
import { decide } from '../../../src/domain/ladder/decide.js';
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { HOUR } from '../../../src/domain/rules/policy.js';
import { applyCommand } from '../../../src/domain/ticket/commands.js';
import { applyFact, type Fact } from '../../../src/domain/ticket/facts.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { parsePolicy } from '../../../src/policy/index.js';
import { engineParts } from '../../../src/store/documents.js';
import { encodeKeys } from '../../../src/store/keys.js';
import { writeOf } from '../../support/writes.js';

const LADDER = `version: 1
calendars: { office: { time_zone: Europe/Berlin, hours: { mon-fri: [09:00-17:00] } } }
`;
const OLD = parsePolicy(
  `${LADDER}clocks: { resolution: { calendar: office } }
tiers: [{ name: L1, group: a }, { name: L2, group: b }, { name: L3, group: c }]
rules:
  - { name: late, when: { sla_used: 100% }, to: L3 }
  - { name: silent, when: { idle: 30h }, to: L2 }
`,
  'old.yaml',
);
const NEXT_TEXT = `${LADDER}clocks: { resolution: { calendar: office, pause: [pending] }, first_response: { target: 2h } }
closing_statuses: [resolved, closed, done]
tiers: [{ name: L1, group: a, notify: [{ slack: '#l1' }] }, { name: L2, group: b }, { name: boss, group: d }]
rules:
  - { name: late, when: { sla_used: 100% }, to: boss }
  - { name: soon, when: { sla_used: 75% }, notify: here }
  - { name: silent, when: { idle: 20h }, to: L2 }
  - { name: missed, when: { clock: { of: first_response, used: 100% } }, to: L2, bump: 1 }
`;
// A Thursday at noon: after a weekend hardly any hours of an office have gone by, and nothing would be late.
vi.useFakeTimers({ now: Date.UTC(2026, 10, 26, 12), toFake: ['Date'] });
afterAll(() => vi.useRealTimers());

const TODAY = Math.floor(Date.now() / (24 * HOUR));
const NEXT = parsePolicy(NEXT_TEXT, 'next.yaml', TODAY);
const MAP = { L3: 'boss' };

/** Tickets opened in the last three days, some answered, some pending or done, as the old policy has left them. */
function tickets(count: number): Map<string, TicketState> {
  const now = Date.now();
  return new Map(
    Array.from({ length: count }, (_, n) => {
      const ticketId = `T-${String(n).padStart(4, '0')}`;
      const createdAt = now - (72 - (n % 71)) * HOUR;
      const opened = { ticketId, status: 'open', priority: 'normal', customerTier: n % 3 === 0 ? 'gold' : 'free' };
      let ticket = newTicketState({ ...opened, slaHours: 4 + (n % 40), createdAt }, OLD.policy, OLD.hash, createdAt);
      const hear = (fact: Pick<Fact, 'type'> & object, at: number) => {
        const whole = { ...fact, eventId: `${fact.type} ${at}`, at } as Fact;
        ticket = decide(applyFact(decide(ticket, at).state, whole, at).state, at).state;
      };
      if (n % 4 === 1) hear({ type: 'agent_replied' }, createdAt + HOUR);
      if (n % 5 === 2)
        hear({ type: 'ticket_changed', status: n % 2 === 0 ? 'pending' : 'done' } as never, createdAt + HOUR);
      return [ticketId, decide(ticket, now).state];
    }),
  );
}

/** Many tickets like these, each under a name of its own. */
function many(count: number, like: ReadonlyMap<string, TicketState>): Map<string, TicketState> {
  const kinds = [...like.values()];
  return new Map(
    Array.from({ length: count }, (_, n) => {
      const ticketId = `M-${String(n).padStart(4, '0')}`;
      return [ticketId, { ...kinds[n % kinds.length]!, ticketId }];
    }),
  );
}

/** The database and the workflows of a desk; the database hears of each change unless it lags. */
class Desk {
  readonly written: Map<string, TicketState>;
  readonly decisions: Decision[] = [];
  asked = 0;
  /** Before a ticket answers. */
  before: (ticketId: string) => void | Promise<void> = () => undefined;
  lags = false;

  constructor(readonly running: Map<string, TicketState>) {
    this.written = new Map(running);
  }

  put(ticket: TicketState): void {
    this.running.set(ticket.ticketId, ticket);
    if (!this.lags) this.written.set(ticket.ticketId, ticket);
  }

  readonly engine = {
    rung: {
      changePolicy: async (ticketId: string, { policy, tiers, by, quiet }: PolicyChangeRequest) => {
        this.asked++;
        await this.before(ticketId);
        const ticket = this.running.get(ticketId)!;
        if (ticket.closed) return { accepted: false, reason: `ticket ${ticketId} is closed` };
        const change: PolicyChange = {
          ...{ type: 'change_policy', commandId: `c${this.asked}`, by, policy: policy.policy, policyHash: policy.hash },
          ...(tiers && { tiers }),
          ...(quiet && { quiet }),
        };
        const done = applyCommand(ticket, change, Date.now());
        if ('refused' in done) return { accepted: false, reason: done.refused };
        const decided = decide(done.state, Date.now());
        const effects = [...done.effects, ...decided.effects];
        this.decisions.push(...effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry.decision] : [])));
        this.put(decided.state);
        return { accepted: true, tier: decided.state.tier, seq: decided.state.seq };
      },
      count: () => Promise.resolve(this.written.size),
      getState: (ticketId: string) => Promise.resolve({ closed: this.running.get(ticketId)!.closed }),
    },
    store: {
      archive: {
        find: (filter: Record<string, unknown>) => this.find(filter),
      },
      policies: { keep: () => Promise.resolve() },
    },
  } as unknown as Engine;

  private readonly policies = new Map<string, unknown>();

  private async *find(filter: Record<string, unknown>) {
    const other = filter['engine.state.policyHash'] as { $ne: string } | undefined;
    for (const state of [...this.written.values()]) {
      if (state.closed || state.policyHash === other?.$ne) continue;
      const engine = engineParts(writeOf({ state, nextWakeAt: null, log: [] }, { withPolicy: false }));
      let policy = this.policies.get(state.policyHash);
      if (!policy) this.policies.set(state.policyHash, (policy = encodeKeys(state.policy)));
      yield await Promise.resolve({ _id: state.ticketId, engine: { ...engine, policy } });
    }
  }

  /** @param stopAfter Ctrl-C comes when so many have been asked */
  async applies(more: Partial<Applying> = {}, stopAfter = Infinity) {
    let stop: () => void = () => undefined;
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const terminal: Terminal = {
      ...{ stdin: new PassThrough(), stdout, stderr, env: {}, interactive: false, colours: pc.createColors(false) },
      onStop: (stopping) => {
        stop = stopping;
        return () => undefined;
      },
    };
    const before = this.before;
    const until = this.asked + stopAfter;
    this.before = (ticketId) => {
      if (this.asked >= until) stop();
      return before(ticketId);
    };
    const applying: Applying = {
      ...{ loaded: NEXT, selection: new Map(), tiers: MAP, by: 'ann', quiet: false, dryRun: false, rate: 1e9 },
      ...{ json: true, again: 'rung policy apply next.yaml', ask: null },
      ...more,
    };
    const error = (await apply(this.engine, applying, terminal).then(
      () => undefined,
      (failure: unknown) => failure,
    )) as Error | undefined;
    this.before = before;
    const out = String(stdout.read() ?? '');
    return {
      ...{ error: error?.message, stderr: String(stderr.read() ?? ''), out },
      told: (applying.json ? JSON.parse(out) : undefined) as MoveSurvey & Record<string, unknown>,
    };
  }

  moved(): number {
    return [...this.running.values()].filter(({ policyHash }) => policyHash === NEXT.hash).length;
  }
}

/** By rule and tier, as the survey counts what happens at once. */
function counts(list: { rule: string; to: string; tickets?: number }[]) {
  const all: Record<string, number> = {};
  for (const { rule, to, tickets: n = 1 } of list) all[`${rule} ${to}`] = (all[`${rule} ${to}`] ?? 0) + n;
  return all;
}

describe('tickets', () => {
  const some = tickets(240);
  const desk = () => new Desk(new Map(some));

  it.each([
    [2_000, false],
    [240, true],
  ])('%i of them come to what was shown before (quietly: %j)', { timeout: 300_000 }, async (count, quiet) => {
    const one = new Desk(many(count, some));
    const { told, error } = await one.applies({ quiet });
    expect(error).toBeUndefined();
    // It is what was shown before anything was moved; the test below holds that a dry run shows the same.
    const { moved, refused, unanswered, closedMeanwhile, openedMeanwhile, ...shown } = told;
    expect({ moved, refused, unanswered, closedMeanwhile, openedMeanwhile }).toEqual({
      ...{ moved: shown.tickets, refused: [], unanswered: [], closedMeanwhile: 0, openedMeanwhile: 0 },
    });
    expect(shown.tickets).toBeGreaterThan(0.9 * count);
    expect(one.moved()).toBe(shown.tickets);
    const happened = one.decisions.flatMap((decision) => {
      if (decision.kind === 'escalated') return [{ rule: decision.rule, to: decision.to }];
      return decision.kind === 'notified' ? [{ rule: decision.rule, to: decision.tier }] : [];
    });
    const closed = one.decisions.filter(({ kind }) => kind === 'closed').length;
    expect(closed).toBe(shown.closes);
    expect(closed).toBeGreaterThan(0.02 * count);
    expect(shown.fires.length).toBeGreaterThan(3);
    expect(counts(happened)).toEqual(quiet ? {} : counts(shown.fires));
    const stand: Record<string, number> = {};
    for (const decision of one.decisions) {
      if (decision.kind === 'policy_changed') stand[decision.tier] = (stand[decision.tier] ?? 0) + 1;
    }
    const shownTiers = Object.values(shown.tiers).flatMap((to) => Object.entries(to));
    for (const [tier, n] of Object.entries(stand)) {
      expect(shownTiers.reduce((sum, [to, m]) => sum + (to === tier ? m : 0), 0)).toBe(n);
    }
  });

  it.each([false, true])('a dry run shows what moving them shows, and moves none (quietly: %j)', async (quiet) => {
    const one = desk();
    const { moved, refused, ...dry } = (await one.applies({ dryRun: true, quiet })).told;
    expect({ moved, refused, by: one.asked, are: one.moved() }).toEqual({ moved: 0, refused: [], by: 0, are: 0 });
    expect((await one.applies({ quiet })).told).toMatchObject(dry);
  });

  it('are each moved once, though it is stopped, killed, and the database lags', async () => {
    const one = desk();
    const stopped = await one.applies({}, 70);
    expect(stopped.error).toMatch(/^stopped: [78]\d of \d+ tickets moved; to go on, run this again/);
    one.lags = true;
    let answers = 60;
    one.before = () => (answers-- > 0 ? undefined : new Promise(() => undefined));
    void one.applies();
    await expect.poll(() => answers).toBeLessThan(0);
    expect(one.moved()).toBeGreaterThanOrEqual(130);
    one.before = () => undefined;
    const { told, error } = await one.applies();
    expect(error).toBeUndefined();
    // The database says of some that they are open and have the old policy.
    expect(told.tickets).toBeGreaterThan(some.size - 110);
    expect((told['moved'] as number) + (told['closedMeanwhile'] as number)).toBe(told.tickets);
    const changed = one.decisions.flatMap(({ kind, ticketId }) => (kind === 'policy_changed' ? [ticketId] : []));
    expect(new Set(changed).size).toBe(changed.length);
    expect(changed).toHaveLength(one.moved());
  });

  it('are under it already the next day, when time zones are looked up anew and nothing is new', async () => {
    const one = desk();
    await one.applies();
    const loaded = parsePolicy(NEXT_TEXT, 'next.yaml', TODAY + 1);
    expect((await one.applies({ loaded })).told).toMatchObject({ tickets: 0, moved: 0 });
    const much = parsePolicy(NEXT_TEXT, 'next.yaml', TODAY + 200);
    expect((await one.applies({ loaded: much, dryRun: true })).told.tickets).toBeGreaterThan(150);
  });

  it('close and open while it goes on', async () => {
    const one = desk();
    let n = 0;
    one.before = () => {
      if (++n !== 50) return;
      for (const ticketId of ['T-0201', 'T-0203', 'T-0205']) one.put({ ...one.running.get(ticketId)!, closed: true });
      for (const ticketId of ['U-1', 'U-2']) {
        const opened = { ticketId, status: 'open', priority: 'low', customerTier: 'gold', slaHours: 4 };
        one.put(newTicketState(opened, OLD.policy, OLD.hash, Date.now()));
      }
    };
    const { error, out, stderr } = await one.applies({ json: false });
    expect(error).toBeUndefined();
    expect(out).toMatch(/\d+ of \d+ tickets moved, 3 closed meanwhile\n$/);
    expect(stderr).toBe(
      '2 tickets opened or reopened meanwhile under another policy; to move them too, run this again: rung policy apply next.yaml\n',
    );
    expect((await one.applies()).told).toMatchObject({ tickets: 2, moved: 2, closedMeanwhile: 0, openedMeanwhile: 0 });
  });

  it('that cannot be moved are named, but not all of them on the screen', async () => {
    const one = desk();
    one.before = (ticketId) => {
      const ticket = one.running.get(ticketId)!;
      if (Number(ticketId.slice(2)) % 6 === 0) one.running.set(ticketId, { ...ticket, tier: 'gone' });
    };
    const { error, stderr } = await one.applies({ json: false });
    expect(error).toBe('40 tickets could not be moved');
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toMatch(/^ticket T-0000 stands on or came from gone, which policy /);
    expect(lines[20]).toBe('and 20 more, which --json names');
  });

  it('one that never answers keeps nobody', async () => {
    const one = desk();
    const { EngineUnavailableError } = await import('../../../src/client/errors.js');
    one.before = (ticketId) => {
      if (ticketId === 'T-0003') throw new EngineUnavailableError('no answer');
    };
    const { error, out } = await one.applies({ json: false });
    expect(error).toMatch(
      /^1 ticket did not answer: T-0003; to go on, run this again, it skips those that are moved: /,
    );
    expect(out).toMatch(/(\d+) of \d+ tickets moved\n$/);
    one.before = () => undefined;
    expect((await one.applies()).told).toMatchObject({ tickets: 1, moved: 1 });
  });
});

describe('new tickets', () => {
  const opened = (forNewTickets: Applying['forNewTickets']) =>
    new Desk(tickets(2)).applies({ dryRun: true, json: false, forNewTickets });

  it('have the policy of their own setting, and that is said', async () => {
    expect((await opened({ file: 'old.yaml', hash: OLD.hash })).out).toContain(
      `New tickets still get policy ${OLD.hash} (old.yaml): what opens them has its own RUNG_POLICY`,
    );
    for (const same of [undefined, { file: 'next.yaml', hash: NEXT.hash }]) {
      expect((await opened(same)).out).not.toContain('New tickets');
    }
  });
});
