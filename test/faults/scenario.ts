/** What a scenario says of itself. */
import type { Excuses } from './ledger/alerted.js';
import type { Floor, Span } from './floor.js';
import type { LoadedPolicy } from '../../src/policy/index.js';
import type { RunLimits } from '../../src/workflows/contract.js';
import type { Evidence } from './ledger/evidence.js';
import type { Expectation } from './ledger/expectation.js';
import type { Finding } from './ledger/finding.js';
import type { Random } from '../../bench/random.js';
import type { Story } from './tickets/story.js';
import type { Told } from './tickets/teller.js';
import type { Edit } from './world/altered.js';
import type { Stage } from './world/stage.js';

export interface Scenario {
  name: string;
  /** The fault, in a line of the table. */
  what: string;
  /** One of those that `--smoke` runs. */
  smoke?: boolean;
  /** How many tickets there are. Default: 50. */
  tickets?: number;
  /** How many workers there are at the start. Default: 1. */
  workers?: number;
  /** Settings of the workers. */
  settings?: Record<string, string>;
  /** Of every run of a ticket. */
  limits?: RunLimits;
  /** Temporal's database is on a small disk of its own. */
  smallDisk?: boolean;
  /** The MongoDB server itself is killed or frozen, so that it has to be one of the suite's own. */
  breaksDatabase?: boolean;
  /** Changes the code of a worker that the fault starts; it is made and bundled before anything begins. */
  altered?: Edit;
  /** Of its tickets, for a beginning at that instant. Default: `policy.yaml`. */
  policy?: (start: number) => Promise<LoadedPolicy>;
  excuses?: Partial<Excuses>;
  /** Default: `storyOf`. `count`: how many tickets there are. */
  story?: (random: Random, ticketId: string, count: number) => Story;
  /** Sets up what else it needs, before anything is told. */
  prepare?(stage: Stage): Promise<void>;
  /** Tells the stories from `start` on. Default: as a program with our client does. @throws the signal's reason when it is aborted */
  tell?(stage: Stage, stories: readonly Story[], start: number, signal: AbortSignal): Promise<Told[]>;
  /** Goes on while the stories are told; when it resolves, everything works again. */
  fault(stage: Stage): Promise<void>;
  /** When tickets may hear and decide nothing because of the fault, once or several times, so that less is called for than with all on time. Default: never. */
  pause?: Span | readonly Span[];
  /** An alert that is true for so many seconds arrives. Default: only one that nothing ever supersedes is sure to. */
  lasting?: number;
  /** Asked at the end for what the ledger does not know of. @param floor what the stories call for. */
  check?(stage: Stage, evidence: Evidence, expectations: Expectation[], floor: Floor): Finding[] | Promise<Finding[]>;
  /** How long it may take until all is quiet, in seconds. Default: 150. */
  quiet?: number;
  /** About how long it takes, in seconds. Default: 60. */
  lasts?: number;
  /** It needs the whole machine: nothing else is played beside it. */
  alone?: boolean;
}

/** How a scenario went. */
export interface Result {
  name: string;
  what: string;
  seed: number;
  findings: Finding[];
  tickets: number;
  facts: number;
  transitions: number;
  messages: number;
  /** What else there is to say of it, a line each. */
  notes: string[];
  /** Alerts that were not sent, since the ticket had gone on before they could be. */
  superseded: number;
  /** Messages that came again, excused or not. */
  duplicates: number;
  /** Workflow tasks that timed out where no outage explains it. */
  lostTasks: number;
  /** See `Times`. */
  late: number;
  overdue: number;
  progress: number;
  task: number;
  /** In milliseconds. */
  took: number;
}
