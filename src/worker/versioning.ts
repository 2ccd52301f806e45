/** Worker versioning by Temporal's worker deployments: off unless the settings name a deployment and a build. */
import type { WorkerOptions } from '@temporalio/worker';
import type { Config } from '../config/index.js';

/** A ticket goes on with the newest version: its workflow lives for weeks, and each version replays the histories of those before. */
export function versioning({ deployment }: Pick<Config, 'deployment'>): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  const { name, buildId } = deployment;
  if (name === undefined || buildId === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName: name, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  };
}
