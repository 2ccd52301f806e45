/** The mail catcher: takes every mail and shows it in a browser. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workshop } from './cache.js';
import type { Program } from './supervisor.js';
import type { MailPlace } from './places.js';
import { choosePort, LOOPBACK, portAnswers } from './ports.js';
import { startUntilReady, type Started } from './ready.js';
import { firstThatWorks, WayFailedError } from './ways.js';

export interface MailOptions {
  /** Folder that has the folder of the mail. */
  data: string;
  /** Folder of the server's log. */
  logs: string;
  /** Undefined: any. */
  ports?: { smtp: number; web: number };
}

const KEPT_MAILS = 1_000;

/** Starts the catcher, or uses the server of the environment. @throws NoWayError */
export async function startMail(
  workshop: Workshop,
  options: MailOptions,
): Promise<Started<MailPlace> & { from: string }> {
  const { SMTP_URL } = workshop.env;
  if (SMTP_URL) return { place: { smtpUrl: SMTP_URL }, from: 'SMTP_URL' };
  const take = () => startMaildev(workshop, options);
  return firstThatWorks('A mail catcher', [{ from: 'maildev', take }], 'Run `npm install`, or set SMTP_URL.');
}

interface Plan extends Program {
  place: Required<MailPlace>;
  ports: { smtp: number; web: number };
}

async function startMaildev({ supervisor, env }: Workshop, options: MailOptions): Promise<Started<MailPlace>> {
  const program = maildev();
  const folder = join(options.data, 'mail');
  await mkdir(folder, { recursive: true });
  // It would look for a file of its own in this folder and all above it.
  const config = join(options.logs, 'maildev.json');
  await writeFile(config, '{}\n');
  const plan = async (): Promise<Plan> => {
    const smtp = await choosePort(supervisor, options.ports?.smtp);
    const web = await choosePort(supervisor, options.ports?.web);
    return {
      command: process.execPath,
      args: [
        ...[program, '--config', config, '--mail-directory', folder, '--max-emails', `${KEPT_MAILS}`],
        ...['--ip', LOOPBACK, '--smtp', `${smtp}`, '--web-ip', LOOPBACK, '--web', `${web}`],
      ],
      env: Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MAILDEV_'))),
      log: join(options.logs, 'mail.log'),
      place: { smtpUrl: `smtp://${LOOPBACK}:${smtp}`, webUrl: `http://${LOOPBACK}:${web}` },
      ports: { smtp, web },
    };
  };
  return startUntilReady(supervisor, plan, async ({ place, ports }) => {
    await portAnswers(ports.smtp);
    await fetch(place.webUrl);
    return { place, product: 'maildev' };
  });
}

/** Its program is not among what the package exports, but beside it. */
function maildev(): string {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('maildev'))), 'bin', 'maildev.js');
  } catch (cause) {
    throw new WayFailedError('the package maildev is not installed', { cause });
  }
}
