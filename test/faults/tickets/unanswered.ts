/** Tickets of which rules tell, and tell again until somebody answers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../local-stack/root.js';
import { parsePolicy, type LoadedPolicy } from '../../../src/policy/index.js';
import type { Random } from '../../../bench/random.js';
import type { Step, Story } from './story.js';

const POLICY_FILE = join(PACKAGE_ROOT, 'test', 'faults', 'telling.yaml');

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** For so long the desk stays closed at least: the workers have to start, and stories to begin. */
const CLOSED_MS = 40 * SECOND;

/** The policy whose desk opens, and hands over, at the first whole minute for which this is so. It is noon there, so that no midnight is near. */
export async function tellingPolicy(start: number): Promise<LoadedPolicy> {
  const opening = Math.ceil((start + CLOSED_MS) / MINUTE) * MINUTE;
  const west = (Math.floor(opening / HOUR) % 24) - 12;
  const minute = `${(opening % HOUR) / MINUTE}`.padStart(2, '0');
  const text = await readFile(POLICY_FILE, 'utf8');
  const moved = text
    .replaceAll('12:00', `12:${minute}`)
    .replaceAll('time_zone: UTC', `time_zone: Etc/GMT${west < 0 ? '' : '+'}${west}`);
  return parsePolicy(moved, POLICY_FILE);
}

/** What becomes of a customer who has written; `nothing`: rules tell as often as they may. */
const ENDS = ['agent', 'acknowledged', 'acknowledged', 'pending', 'score', 'nothing'] as const;

/** Stories of about a minute. The customer writes up to three times; each time somebody sees to it after a while, or nobody does. */
export function unanswered(random: Random, ticketId: string): Story {
  const openAfter = random.between(0, 15 * SECOND);
  let after = openAfter;
  // Only one that was answered once has a next answer to wait for.
  const steps: Step[] = random.chance(0.5) ? [{ after: after + 1 * SECOND, id: 'welcome', tells: 'agent' }] : [];
  const rounds = random.whole(2, 3);
  for (let n = 1; n <= rounds; n++) {
    after += random.between(0.5 * SECOND, 5 * SECOND);
    steps.push({ after, id: `asked-${n}`, tells: 'customer' });
    after += random.between(3 * SECOND, 18 * SECOND);
    steps.push(...ending(random, after, n));
  }
  if (random.chance(0.3)) steps.push({ after: after + 4 * SECOND, id: 'confirmed', tells: 'confirm' });
  const priority = random.pick(['low', 'normal', 'high']);
  const slaHours = random.between(20, 45) / 3600;
  return { ticket: { ticketId, status: 'open', priority, customerTier: 'standard', slaHours }, openAfter, steps };
}

function ending(random: Random, after: number, n: number): Step[] {
  const id = `seen-${n}`;
  switch (random.pick(ENDS)) {
    case 'agent':
      return [{ after, id, tells: 'agent' }];
    case 'acknowledged':
      return [{ after, id, tells: 'command', command: 'acknowledge' }];
    case 'pending':
      return [
        { after, id, tells: 'change', changes: { status: 'pending' } },
        { after: after + 3 * SECOND, id: `back-${n}`, tells: 'change', changes: { status: 'open' } },
      ];
    case 'score':
      return [{ after, id, tells: 'score', score: random.pick([-0.9, 0.5]) }];
    case 'nothing':
      return [];
  }
}
