/** The sides of the comparison. */

export const SIDES = ['bare', 'rung', 'naive', 'script', 'script-5m'] as const;
export type SideName = (typeof SIDES)[number];

/** Sides that run workflows: they have a history, and signals. */
const WORKFLOW_SIDES = ['bare', 'rung', 'naive'] as const satisfies readonly SideName[];
export type WorkflowSideName = (typeof WORKFLOW_SIDES)[number];

export function isWorkflowSide(side: SideName): side is WorkflowSideName {
  return (WORKFLOW_SIDES as readonly string[]).includes(side);
}

/** As the tables call them. */
export const TITLES: Record<SideName, string> = {
  bare: 'bare',
  rung: 'Rung',
  naive: 'naive',
  script: 'script 1 s',
  'script-5m': 'script 5 min',
};

/** What each of them is, in a line. */
export const MEANINGS: Record<SideName, string> = {
  bare: 'the least a durable ticket can be: one signal handler, one kept timer, one activity that does nothing',
  rung: 'Rung as it is, alerts into a null channel',
  naive: 'a workflow with a timer for each rule, set anew at each signal, each effect an activity',
  script: 'a script without Temporal that looks through the table of tickets every second',
  'script-5m': 'the same every 5 minutes',
};

/** How often a script looks, in milliseconds. */
export const EVERY_MS: Record<Exclude<SideName, WorkflowSideName>, number> = { script: 1_000, 'script-5m': 300_000 };
