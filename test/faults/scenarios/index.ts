/** All scenarios, in the order of their worth. */
import type { Scenario } from '../scenario.js';
import { EVENT_SCENARIOS } from './events.js';
import { MORE_WORKER_SCENARIOS } from './freezing.js';
import { MAIL_SCENARIOS } from './mail.js';
import { MONGO_SCENARIOS } from './mongo.js';
import { SLACK_SCENARIOS } from './slack.js';
import { TEMPORAL_SCENARIOS } from './temporal.js';
import { WORKER_SCENARIOS } from './workers.js';

export const SCENARIOS: readonly Scenario[] = [
  ...WORKER_SCENARIOS,
  ...MORE_WORKER_SCENARIOS,
  ...TEMPORAL_SCENARIOS,
  ...MONGO_SCENARIOS,
  ...SLACK_SCENARIOS,
  ...MAIL_SCENARIOS,
  ...EVENT_SCENARIOS,
];
