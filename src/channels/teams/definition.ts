/** The channel `teams`: what a target is, its settings (which hold the addresses), its words. */
import { readText } from '../../reading/names.js';
import { optional, readRate, required } from '../../reading/setting.js';
import { define } from '../definition.js';
import { readEndpointName, readEndpoints } from '../endpoints.js';

/** Cards in Microsoft Teams, through a workflow that waits for a webhook. */
export const teams = define({
  label: 'Teams',
  target: 'The name of an endpoint that `RUNG_TEAMS` has the address of.',
  examples: ['ops'],
  read: readEndpointName,
  identity: (name) => name,
  place: (name) => `Teams ${name}`,
  settings: {
    RUNG_TEAMS: optional(
      'The workflows of Microsoft Teams, each a name and the address of its webhook; without them Teams alerts go to the console channel.',
      'ops=https://prod-12.westeurope.logic.azure.com/workflows/your-workflow',
      readTeams,
    ),
    RUNG_TEAMS_FILE: optional(
      'A file that holds the workflows, instead of RUNG_TEAMS; it is read for each message.',
      '/run/secrets/teams',
      (text) => readText(text, 'the path of a file'),
    ),
    RUNG_OPERATOR_TEAMS: optional('The workflow that hears that Rung itself is in trouble.', 'ops', readEndpointName),
    RUNG_TEAMS_PER_SECOND: required(
      'How many cards a worker sends to one workflow per second at most; more alerts than that share one. Teams takes 4.',
      '1',
      readRate,
    ),
  },
  alternatives: [['RUNG_TEAMS', 'RUNG_TEAMS_FILE']],
  operator: 'RUNG_OPERATOR_TEAMS',
  refused: 'A workflow of Teams is not known, or refuses us; its alerts wait until that is mended',
});

/** What `RUNG_TEAMS` and its file hold. */
export function readTeams(text: string) {
  return readEndpoints(text, { isSigned: false });
}
