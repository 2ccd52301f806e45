/** Where a worker has the workflow's code from: the bundle that is kept, or one with what a program adds to it. */
import type { WorkerOptions } from '@temporalio/worker';
import { modulesOf, WORKFLOWS, workflowBundle } from './bundle.js';
import type { WorkersOptions } from './options.js';

type Code = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors' | 'bundlerOptions'>;

/** Plugins, converters in files and interceptors of workflows are part of the code: with them it is bundled at the start, which takes seconds. */
export async function workflowCode({ dataConverter, interceptors, plugins = [] }: WorkersOptions): Promise<Code> {
  const { workflowModules = [] } = interceptors ?? {};
  const files = [dataConverter?.payloadConverterPath, dataConverter?.failureConverterPath, ...workflowModules];
  const isPlain = plugins.length === 0 && files.every((file) => file === undefined);
  if (isPlain) return { workflowBundle: await workflowBundle(), ...(interceptors && { interceptors }) };
  const { workflowsPath, workflowInterceptorModules, preloadModules } = modulesOf(WORKFLOWS);
  return {
    workflowsPath,
    interceptors: { ...interceptors, workflowModules: [...workflowInterceptorModules, ...workflowModules] },
    bundlerOptions: { preloadModules },
  };
}
