/** `rung show`: everything a person may ask of a ticket. */
import type { Command } from 'commander';
import { readTicketId } from '../../client/form.js';
import type { ShownTicket } from '../ticket-state.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  json?: true;
  watch?: true;
}

export function showCommand(program: Command, terminal: Terminal): void {
  program
    .command('show')
    .summary('show a ticket')
    .description(
      'Shows tier, deadlines, held rules, cooldown, alerts on their way, acknowledgement and history of a ticket. A ' +
        'ticket that Temporal has forgotten, or that no worker answers for, is read from the database.',
    )
    .argument('<ticketId>', 'the ticket')
    .option('--json', 'print one JSON object (with --watch: one for each change)')
    .option('-w, --watch', 'keep it up to date until the ticket is closed or Ctrl-C')
    .addHelpText('after', '\nExamples:\n  $ rung show T-1\n  $ rung show T-1 --watch\n  $ rung show T-1 --json')
    .action((ticketId: string, options: Options) => show(ticketId, options, terminal));
}

async function show(ticketId: string, { json, watch }: Options, terminal: Terminal): Promise<void> {
  readTicketId(ticketId);
  const { withEngine } = await import('../engine.js');
  const { readShown } = await import('../ticket-state.js');
  const { ticketPage } = await import('../ticket-page.js');
  const render = (shown: ShownTicket) =>
    json ? JSON.stringify(shown) : ticketPage(shown, Date.now(), terminal.colours).join('\n');
  await withEngine(terminal, async (engine) => {
    const read = () => readShown(engine, ticketId, terminal);
    if (watch) await follow(read, render, json, terminal);
    else print(terminal.stdout, render(await read()));
  });
}

/** How often a watched ticket is looked at. */
const REFRESH_MS = 1_000;
const CLEAR = '\u001b[H\u001b[J';

/** Redraws on a screen; elsewhere prints again when something has changed. */
async function follow(
  read: () => Promise<ShownTicket>,
  render: (shown: ShownTicket) => string,
  json: true | undefined,
  { stdout, interactive, onStop }: Terminal,
): Promise<void> {
  const stopped = new AbortController();
  const forget = onStop(() => stopped.abort());
  let last = '';
  try {
    while (!stopped.signal.aborted) {
      const shown = await read();
      if (interactive && !json) stdout.write(`${CLEAR}${render(shown)}\n`);
      else if (last !== (last = JSON.stringify(shown))) print(stdout, render(shown));
      if (shown.closed) return;
      await pause(REFRESH_MS, stopped.signal);
    }
  } finally {
    forget();
  }
}

function pause(length: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, length);
    signal.addEventListener('abort', done);
  });
}
