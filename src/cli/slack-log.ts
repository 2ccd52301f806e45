/** Where alerts go that have no Slack to go to: to the terminal, and beside it while the story needs the terminal. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, type Terminal } from './terminal.js';

export class SlackLog {
  private readonly file: string;
  private isAside = false;

  constructor(
    dataDir: string,
    private readonly terminal: Terminal,
  ) {
    this.file = join(dataDir, 'logs', 'slack.log');
  }

  print(line: string): void {
    if (this.isAside) appendFileSync(this.file, `${line}\n`);
    else print(this.terminal.stdout, this.terminal.colours.dim(line));
  }

  /** What is printed meanwhile goes to `logs/slack.log`. */
  async aside<T>(meanwhile: () => Promise<T>): Promise<T> {
    this.isAside = true;
    try {
      return await meanwhile();
    } finally {
      this.isAside = false;
    }
  }
}
