/** Turns every local activity into a normal one: how Rung would be if it persisted the usual way. */
import { proxyActivities, type WorkflowInterceptors } from '@temporalio/workflow';

const normal = proxyActivities<Record<string, (...args: unknown[]) => Promise<unknown>>>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

export const interceptors = (): WorkflowInterceptors => ({
  outbound: [{ scheduleLocalActivity: ({ activityType, args }) => normal[activityType]!(...args) }],
});
