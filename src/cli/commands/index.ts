/** Every command of `rung`, in the order of its help. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';
import { backfillCommand } from './backfill.js';
import { completionCommand } from './completion.js';
import { devCommand } from './dev.js';
import { doctorCommand } from './doctor.js';
import { eventCommand } from './event.js';
import { explainCommand } from './explain.js';
import { intakeCommand } from './intake.js';
import { keyCommand } from './key.js';
import { listCommand } from './list.js';
import { openCommand } from './open.js';
import { PEOPLES_COMMANDS } from './people.js';
import { policyCommand } from './policy.js';
import { showCommand } from './show.js';
import { simulateCommand } from './simulate.js';
import { workerCommand } from './worker.js';

export const COMMANDS: ((program: Command, terminal: Terminal) => void)[] = [
  openCommand,
  backfillCommand,
  eventCommand,
  showCommand,
  explainCommand,
  listCommand,
  ...PEOPLES_COMMANDS,
  simulateCommand,
  policyCommand,
  intakeCommand,
  keyCommand,
  workerCommand,
  devCommand,
  doctorCommand,
  completionCommand,
];
