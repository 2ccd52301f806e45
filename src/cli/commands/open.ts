/** `rung open`: puts tickets under watch. Opening a ticket that exists changes nothing. */
import type { Command } from 'commander';
import type { Engine } from '../engine.js';
import { Failure } from '../failure.js';
import type { Candidate, Opened } from '../opening.js';
import { print, type Terminal } from '../terminal.js';
import { counted } from '../words/count.js';

interface Options {
  policy?: string;
  json?: true;
}

export function openCommand(program: Command, terminal: Terminal): void {
  program
    .command('open')
    .summary('put tickets under watch')
    .description(
      'Opens tickets from a JSON array or JSON lines. Keys that are not Rung’s are kept in the database, as they are; ' +
        'one that looks like one of Rung’s (created_at) makes a ticket bad. A bad ticket does not stop the others; the status is then 2. Without the database tickets are opened all the ' +
        'same, with a warning: the same command again keeps the other keys.',
    )
    .argument('<file>', 'a JSON array or JSON lines; - for standard input')
    .option('-p, --policy <file>', 'the policy (default: $RUNG_POLICY, else policies/default.yaml)')
    .option('--json', 'print one JSON object per ticket')
    .addHelpText(
      'after',
      `
Examples:
  $ rung open tickets.json
  $ echo '{"ticketId":"T-1","status":"open","priority":"normal","customerTier":"standard","slaHours":24}' | rung open -`,
    )
    .action((file: string, options: Options) => open(file, options, terminal));
}

async function open(file: string, { policy: asked, json }: Options, terminal: Terminal): Promise<void> {
  const { readInput } = await import('../input.js');
  const { readEntries } = await import('../tickets-file.js');
  const { loadPolicyFor } = await import('../policy-file.js');
  const { judge, Opening } = await import('../opening.js');
  const { progress } = await import('../progress.js');
  const input = await readInput(file, terminal);
  const loaded = await loadPolicyFor(asked, terminal);
  const judged = readEntries(input).map((entry) => judge(entry, loaded.policy));
  warnOfReserved(judged, input.name, terminal);

  const all: Opened[] = [];
  const bar = progress({ label: 'tickets', total: judged.length, stream: terminal.stderr });
  const tell = (opened: Opened) => {
    bar.clear();
    report(opened, input.name, json, terminal);
    bar.advance();
    all.push(opened);
  };
  const openAll = async (engine: Engine) => {
    const say = (line: string) => {
      bar.clear();
      print(terminal.stderr, line);
    };
    const opening = new Opening(engine, { say });
    try {
      for await (const opened of opening.all(judged)) tell(opened);
    } finally {
      bar.end();
    }
    return opening.trouble;
  };
  const refused = judged.flatMap((one) => ('outcome' in one ? one : []));
  let trouble: string | undefined;
  if (refused.length === judged.length) refused.forEach(tell);
  else {
    const { withEngine } = await import('../engine.js');
    trouble = await withEngine(terminal, openAll, loaded);
  }
  conclude(all, trouble, json, terminal);
}

/** Names the keys that are the engine's own, each with where it was given. */
function warnOfReserved(judged: (Candidate | Opened)[], name: string, { stderr }: Terminal): void {
  const given = new Map<string, { line: number; times: number }>();
  for (const one of judged) {
    for (const key of 'reserved' in one ? one.reserved : []) {
      const { line, times } = given.get(key) ?? { line: one.line, times: 0 };
      given.set(key, { line, times: times + 1 });
    }
  }
  if (given.size === 0) return;
  const keys = [...given].map(
    ([key, { line, times }]) => `${key} (line ${line}${times === 1 ? '' : ` and ${times - 1} more`})`,
  );
  print(stderr, `${name}: not kept, as only the engine writes these keys: ${keys.join(', ')} (warning)`);
}

function report({ line, error, ...opened }: Opened, name: string, json: true | undefined, terminal: Terminal): void {
  for (const warning of opened.warnings ?? []) print(terminal.stderr, `${name}:${line}: ${warning} (warning)`);
  if (json) print(terminal.stdout, JSON.stringify({ line, ...opened, ...(error !== undefined && { error }) }));
  else if (opened.outcome !== 'invalid') {
    print(terminal.stdout, `${opened.ticketId} ${opened.outcome === 'opened' ? 'opened' : 'exists already'}`);
  }
  if (error !== undefined) print(terminal.stderr, `${name}:${line}: ${error}`);
}

function conclude(all: Opened[], trouble: string | undefined, json: true | undefined, { stderr, stdout }: Terminal) {
  const count = (outcome: Opened['outcome']) => all.filter((one) => one.outcome === outcome).length;
  if (!json && all.length > 1) {
    print(stdout, `${count('opened')} opened, ${count('exists')} existed, ${count('invalid')} invalid`);
  }
  if (trouble !== undefined) {
    const unkept = all.filter(({ kept }) => kept === false).map(({ ticketId }) => ticketId);
    print(stderr, `${trouble}; run this again when it answers, to keep the other keys of ${unkept.join(', ')}`);
  }
  if (count('invalid') > 0)
    throw new Failure(2, `${count('invalid')} of ${counted(all.length, 'ticket')} could not be opened`);
}
