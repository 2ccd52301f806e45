/** `npm run bench:simulate`: how long `rung simulate` takes over many tickets, on one core, beside parsing their lines alone. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { timeline, type TimelinePlan } from './timeline.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RUNG = join(ROOT, 'bin/rung.js');
const PARSE = fileURLToPath(new URL('parse.js', import.meta.url));

const USAGE = `npm run bench:simulate -- [--tickets n] [--events n] [--policy file]… [--seed n] [--rounds n] [--keep file]

  --tickets  how many (default: 100000)
  --events   lines of each, its creation included (default: 20)
  --policy   each is measured (default: policies/default.yaml and policies/follow-the-sun.yaml)
  --rounds   how often everything is measured (default: 2)
  --keep     the timeline stays in this file`;

const POLICIES = ['policies/default.yaml', 'policies/follow-the-sun.yaml'];

const OPTIONS = {
  tickets: { type: 'string', default: '100000' },
  events: { type: 'string', default: '20' },
  policy: { type: 'string', multiple: true },
  seed: { type: 'string', default: '1' },
  rounds: { type: 'string', default: '2' },
  keep: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

interface Spent {
  seconds: number;
  /** The most memory it held, in MB; undefined where the system does not tell. */
  megabytes?: number;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** To the first core alone, where the system has a command for that. */
const ONE_CORE = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];

async function measured(script: string, ...args: string[]): Promise<Spent> {
  const [program, ...before] = [...ONE_CORE, process.execPath, script];
  const began = performance.now();
  const child = spawn(program, [...before, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let kilobytes = 0;
  const watch = setInterval(() => {
    void peakOf(child.pid!).then((peak) => (kilobytes = Math.max(kilobytes, peak)));
  }, 100);
  const [status] = (await ended) as [number | null];
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1_000;
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
  return { seconds, ...(kilobytes > 0 && { megabytes: kilobytes / 1_024 }) };
}

/** The most memory a process has held, or one that it has started (as `rung simulate` does for a long timeline), in KB; 0 where the system does not tell. */
async function peakOf(pid: number): Promise<number> {
  const [status, children] = await Promise.all(
    [`/proc/${pid}/status`, `/proc/${pid}/task/${pid}/children`].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const own = Number(/^VmHWM:\s+(\d+)/m.exec(status!)?.[1] ?? 0);
  const pids = children!.split(' ').filter((one) => one !== '');
  return Math.max(own, ...(await Promise.all(pids.map((one) => peakOf(Number(one))))));
}

async function written(file: string, plan: TimelinePlan): Promise<void> {
  const text = function* () {
    for (const lines of timeline(plan)) yield `${lines.join('\n')}\n`;
  };
  await pipeline(text, createWriteStream(file));
}

async function bench({ policy, keep, ...numbers }: NonNullable<ReturnType<typeof read>>): Promise<void> {
  const { tickets, events, seed, rounds } = numbers;
  const folder = await mkdtemp(join(tmpdir(), 'rung-bench-'));
  try {
    const file = keep ?? join(folder, 'timeline.jsonl');
    await written(file, { tickets, events, seed });
    const megabytes = Math.round((await stat(file)).size / 1e6);
    say(`${tickets} tickets of ${events} events, ${megabytes} MB of JSON lines, seed ${seed}`);
    say(ONE_CORE.length > 0 ? 'on one core' : 'on all cores: there is no taskset here to keep it to one');
    for (let round = 1; round <= rounds; round++) {
      const base = await measured(PARSE, file);
      say(`round ${round}: parsing the lines alone ${base.seconds.toFixed(1)} s`);
      for (const one of policy) {
        const spent = await measured(RUNG, 'simulate', '--timeline', file, '--policy', one);
        const memory = spent.megabytes === undefined ? '' : `, ${Math.round(spent.megabytes)} MB`;
        say(
          `  ${one}: ${spent.seconds.toFixed(1)} s, ${(spent.seconds / base.seconds).toFixed(1)} times that${memory}`,
        );
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function read() {
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  if (values.help) return undefined;
  const number = (name: 'tickets' | 'events' | 'seed' | 'rounds', least: number) => {
    const text = values[name];
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw new Error(`--${name} takes a whole number from ${least} on, not ${text}\n\n${USAGE}`);
  };
  return {
    tickets: number('tickets', 1),
    events: number('events', 2),
    seed: number('seed', 0),
    rounds: number('rounds', 1),
    policy: values.policy ?? POLICIES,
    keep: values.keep,
  };
}

try {
  const options = read();
  if (options) await bench(options);
  else say(USAGE);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
