/** All scenarios, in the order of their worth. */
import type { Scenario } from '../scenario.js';
import { EVENT_SCENARIOS } from './events.js';
import { AUDITOR_SCENARIOS } from './auditor.js';
import { CLOCK_SCENARIOS } from './clocks.js';
import { DESK_SCENARIOS } from './desks.js';
import { DISK_SCENARIOS } from './disk.js';
import { FLOOD_SCENARIOS } from './floods.js';
import { MORE_WORKER_SCENARIOS } from './freezing.js';
import { MAIL_SCENARIOS } from './mail.js';
import { MONGO_SCENARIOS } from './mongo.js';
import { PORT_SCENARIOS } from './ports.js';
import { QUESTION_SCENARIOS } from './questions.js';
import { REFUSAL_SCENARIOS } from './refusals.js';
import { SLACK_SCENARIOS } from './slack.js';
import { STORM_SCENARIOS } from './storm.js';
import { TELLING_SCENARIOS } from './telling.js';
import { TEMPORAL_SCENARIOS } from './temporal.js';
import { UNDELIVERABLE_SCENARIOS } from './undeliverable.js';
import { VERSION_SCENARIOS } from './versions.js';
import { WORKER_SCENARIOS } from './workers.js';

export const SCENARIOS: readonly Scenario[] = [
  ...WORKER_SCENARIOS,
  ...MORE_WORKER_SCENARIOS,
  ...TEMPORAL_SCENARIOS,
  ...MONGO_SCENARIOS,
  ...SLACK_SCENARIOS,
  ...MAIL_SCENARIOS,
  ...UNDELIVERABLE_SCENARIOS,
  ...TELLING_SCENARIOS,
  ...EVENT_SCENARIOS,
  ...QUESTION_SCENARIOS,
  ...FLOOD_SCENARIOS,
  ...REFUSAL_SCENARIOS,
  ...VERSION_SCENARIOS,
  ...PORT_SCENARIOS,
  ...CLOCK_SCENARIOS,
  ...DISK_SCENARIOS,
  ...AUDITOR_SCENARIOS,
  ...DESK_SCENARIOS,
  ...STORM_SCENARIOS,
];
