/** What a command has of the outside world. Commands never touch the process itself. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import pc from 'picocolors';

type Colours = ReturnType<typeof pc.createColors>;

export interface Terminal {
  stdin: Readable;
  /** Results only: with `--json` nothing else goes here. */
  stdout: Writable;
  /** Errors, warnings and progress. */
  stderr: Writable;
  env: Readonly<Record<string, string | undefined>>;
  /** Somebody looks at standard output, so that it may be redrawn. */
  interactive: boolean;
  /** For standard output; they do nothing when it is not a terminal, unless they are asked for. */
  colours: Colours;
  /** Runs once, at Ctrl-C or when the process is asked to end; the returned function forgets it. */
  onStop(stop: () => void): () => void;
  /**
   * Asks whoever sits there, on standard error, for a line; empty if they end the input instead. Absent: there is nobody to ask, as
   * standard input or standard error is no terminal.
   */
  ask?(question: string): Promise<string>;
}

/** The terminal of a process. `NO_COLOR` and `FORCE_COLOR` are respected, as Node understands them. */
export function terminalOf(process: NodeJS.Process): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const interactive = isTerminal(stdout);
  return {
    stdin,
    stdout,
    stderr,
    env,
    interactive,
    colours: pc.createColors((interactive || Boolean(env['FORCE_COLOR'])) && WriteStream.prototype.hasColors(env)),
    onStop(stop) {
      process.once('SIGINT', stop).once('SIGTERM', stop);
      return () => void process.off('SIGINT', stop).off('SIGTERM', stop);
    },
    ...(isTerminal(stdin) && isTerminal(stderr) && { ask: (question: string) => askFor(question, stdin, stderr) }),
  };
}

function isTerminal(stream: object): boolean {
  return Boolean((stream as { isTTY?: boolean }).isTTY); // undefined, not false, when it is a pipe
}

/** The terminal edits the line, and Ctrl-C ends the process as ever. */
function askFor(question: string, input: Readable, output: Writable): Promise<string> {
  const lines = createInterface({ input, output, terminal: false });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });
}

export function print(stream: Writable, line: string): void {
  stream.write(`${line}\n`);
}
