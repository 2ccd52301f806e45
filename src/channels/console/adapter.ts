/** The channel of a set-up without Slack or mail: alerts are printed, and recorded like any other. */
import type { Channel } from '../../domain/rules/policy.js';
import type { AlertChannel } from '../port.js';

/** Facts that fit into a line. */
const SHOWN = ['Owner', 'SLA'];

/** @param print gets one line at a time, without its line break. Default: standard output. */
export function consoleChannel(channel: Channel, print: (line: string) => void = toStdout): AlertChannel {
  return {
    send({ address, content, thread }) {
      const facts = content.facts
        .filter(({ label }) => SHOWN.includes(label))
        .map(({ label, value }) => ` ${label}: ${value}.`);
      print(oneLine(`[${channel}:${address}] ${content.headline}`));
      const who = content.mention === undefined ? '' : `For ${content.mention}. `;
      print(oneLine(`    ${who}${content.fallback ?? content.why}${facts.join('')}`));
      return Promise.resolve({ providerId: 'console', thread: thread ?? 'console' });
    },
  };
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- a ticket id must not steer the terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

function toStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}
