/** The local stack's server hands an activity of a worker's own task queue to it with the answer to the workflow task that asks for it. */
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openConnection } from '../support/opened.js';

const COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK = 1;

it('starts an activity eagerly', async () => {
  const connection = await openConnection({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const { workflow, workflowService } = new Client({ connection });
  const name = `eager-${randomUUID()}`;
  const where = { namespace: 'default', identity: name };
  const handle = await workflow.start('asks', { taskQueue: name, workflowId: name });

  const { taskToken } = await connection.withDeadline(Date.now() + 20_000, () =>
    workflowService.pollWorkflowTaskQueue({ ...where, taskQueue: { name } }),
  );
  const activity = {
    activityId: '1',
    activityType: { name: 'answers' },
    taskQueue: { name },
    startToCloseTimeout: { nanos: 900_000_000 },
    requestEagerExecution: true,
  };
  const { activityTasks } = await workflowService.respondWorkflowTaskCompleted({
    ...where,
    taskToken,
    commands: [{ commandType: COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK, scheduleActivityTaskCommandAttributes: activity }],
  });

  expect(activityTasks).toMatchObject([{ activityId: '1' }]);
  await handle.terminate();
});
