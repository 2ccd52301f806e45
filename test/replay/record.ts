/**
 * Records a history for each story that has none yet; what is there is never recorded again. Run by hand:
 * `npx vitest run --config test/replay/record.config.ts`.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { eventually, type DeskTicket } from '../support/desk.js';
import { SECONDS_POLICY, test as base } from '../support/story.js';
import { fileOf, forReplay, HISTORIES, written } from './histories.js';
import { STORIES } from './stories.js';

for (const [name, story] of Object.entries(STORIES)) {
  const test = base.extend({
    // eslint-disable-next-line no-empty-pattern -- vitest wants the pattern
    policy: async ({}, use) => {
      const { policy = SECONDS_POLICY } = story;
      await use(typeof policy === 'string' ? policy : policy());
    },
  });
  test.skipIf(existsSync(fileOf(name)))(name, async ({ desk }) => {
    const ticket = await story(desk);
    const { workflowId } = ticket.handle;
    await mkdir(HISTORIES, { recursive: true });
    for (const [i, runId] of (await runsOf(ticket)).entries()) {
      const history = await desk.client.workflow.getHandle(workflowId, runId).fetchHistory();
      await writeFile(fileOf(i === 0 ? name : `${name}-${i + 1}`), written(forReplay(history)));
    }
  });
}

/** The ticket's runs, oldest first. */
async function runsOf(ticket: DeskTicket): Promise<string[]> {
  const last = await ticket.runId();
  let runs: { runId: string; startTime: Date }[] = [];
  await eventually('the list of runs', async () => {
    runs = [];
    const query = `WorkflowId = '${ticket.handle.workflowId}'`;
    for await (const { runId, startTime } of ticket.desk.client.workflow.list({ query }))
      runs.push({ runId, startTime });
    return runs.some(({ runId }) => runId === last);
  });
  return runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime()).map(({ runId }) => runId);
}
