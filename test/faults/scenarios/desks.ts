/** Six help desks deliver by webhooks, each trying again as it does, while Temporal, the database or the intake is away. */
import { HelpDesks } from '../desks/help-desks.js';
import { judgeDesks } from '../desks/judged.js';
import { DESK_TICKETS, deskStories, type DeskStory } from '../desks/story.js';
import { tellByDesks } from '../desks/telling.js';
import { tooLittle } from '../floor.js';
import type { Finding } from '../ledger/finding.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';
import type { Server } from '../world/server.js';
import type { Stage } from '../world/stage.js';

const FROM_S = 20;
const FOR_S = 60;

const LIFE_MS = 5_000;
/** The four that try again do so for a minute at least (Freshdesk, whose waits of up to an hour are 20 s here): none of them gives up meanwhile. */
const KILLED_FOR_MS = 54_000;
/** A machine may need so long for a start that there would be none by then. */
const SHORTEST_LIFE_MS = 2_000;

interface Fault extends Pick<Scenario, 'name' | 'what' | 'pause' | 'excuses' | 'breaksDatabase' | 'alone'> {
  /** What the two that never send twice lose is read from their APIs. Default: nothing of theirs may be lost. */
  read?: boolean;
  fault(stage: Stage, desks: HelpDesks): Promise<void>;
  check(stage: Stage, desks: HelpDesks): Finding[];
}

/** @param number from 0 to 9, one for each */
function byDesks({ read = false, fault, check, ...rest }: Fault, number: number): Scenario {
  const opened = new WeakMap<Stage, HelpDesks>();
  return {
    ...rest,
    tickets: DESK_TICKETS,
    workers: 0,
    story: deskStories(number),
    lasting: 10,
    prepare: async (stage) => void opened.set(stage, await HelpDesks.open(stage, { read })),
    tell: (stage, stories, start, signal) =>
      tellByDesks(opened.get(stage)!, stories as readonly DeskStory[], start, signal),
    fault: (stage) => fault(stage, opened.get(stage)!),
    check: async (stage, evidence, expectations) => {
      const desks = opened.get(stage)!;
      return [...(await judgeDesks(stage, desks, evidence, expectations)), ...check(stage, desks)];
    },
    lasts: 150,
  };
}

interface AwayServer extends Pick<Fault, 'pause' | 'excuses' | 'breaksDatabase' | 'alone' | 'check'> {
  name: string;
  of(stage: Stage): Server;
}

interface Way {
  what: string;
  take(server: Server): unknown;
  giveBack(server: Server): unknown;
}

/** Away for a minute in the midst. */
function away(name: string, { name: server, of, ...rest }: AwayServer, { what, take, giveBack }: Way): Fault {
  return {
    ...rest,
    name,
    what: `six help desks deliver a thousand times; the ${server} server is ${what}`,
    fault: async (stage) => {
      await seconds(FROM_S);
      await stage.outage(`no ${server}`, async () => {
        await take(of(stage));
        await seconds(FOR_S);
        await giveBack(of(stage));
      });
    },
  };
}

/** What is accepted without Temporal waits in the database: most of what comes in the minute, since it is more than half of all. */
function mostWaited({ sender }: HelpDesks): Finding[] {
  return tooLittle(sender.kept, sender.sent / 3, 'facts waited in the database');
}

/** Without it what is accepted waits in the database, and no ticket goes on. */
const TEMPORAL: AwayServer = {
  name: 'Temporal',
  of: ({ temporal }) => temporal,
  pause: [FROM_S, FROM_S + FOR_S + 10],
  excuses: { duplicates: true },
  check: (_stage, desks) => mostWaited(desks),
};
const MONGODB: AwayServer = {
  name: 'MongoDB',
  of: ({ database }) => database,
  breaksDatabase: true,
  // A Temporal that does not answer within 3 s is away, too: then senders are told to come again, and two of them never do.
  alone: true,
  check: () => [],
};

const KILLED: Way = {
  what: 'killed in the midst and comes back a minute later',
  take: (server) => server.kill(),
  giveBack: (server) => server.restart(),
};
const FROZEN: Way = {
  what: 'frozen in the midst, for a minute',
  take: (server) => server.freeze(),
  giveBack: (server) => server.thaw(),
};

const FAULTS: Fault[] = [
  away('desks-temporal', TEMPORAL, KILLED),
  away('desks-temporal-frozen', TEMPORAL, FROZEN),
  away('desks-mongo', MONGODB, KILLED),
  away('desks-mongo-frozen', MONGODB, FROZEN),
  {
    name: 'desks-killed',
    // Beside others a start of the intake takes so long that it is killed too rarely.
    alone: true,
    what: 'six help desks deliver a thousand times; the intake is killed every 5 s for a minute; what two of them never send again is read from their APIs',
    read: true,
    fault: async (stage, desks) => {
      await seconds(FROM_S);
      const end = Date.now() + KILLED_FOR_MS;
      while (Date.now() < end) {
        const next = Date.now() + LIFE_MS;
        stage.count('kills');
        await desks.replaceIntake();
        await seconds(Math.max(next - Date.now(), SHORTEST_LIFE_MS) / 1000);
      }
    },
    check: ({ counts }, { sender }) => [
      ...tooLittle(counts.get('kills') ?? 0, 8, 'times the intake was killed'),
      ...tooLittle(sender.lost, 1, 'deliveries found nobody and were not tried again'),
      ...tooLittle(sender.redelivered, 1, 'deliveries of GitHub came again since they had been asked for'),
    ],
  },
];

export const DESK_SCENARIOS: Scenario[] = FAULTS.map(byDesks);
