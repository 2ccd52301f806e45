/** Running Rung's workers inside a program of your own, with a data converter, interceptors and plugins. */
import type { Workers, WorkersOptions } from './options.js';
import * as run from './run.js';

export { EngineUnavailableError } from '../client/errors.js';
export { ConfigError, loadConfig } from '../config/index.js';
export type { Config, ConfigProblem, TokenSettings } from '../config/index.js';
export type { DeskSettings } from '../config/reconcile.js';
export type { Named, ValuesIn } from '../config/tree.js';
export type { ChannelDefinition } from '../channels/definition.js';
export type { ChannelName, ChannelSettings } from '../channels/definitions.js';
export type { Endpoint } from '../channels/endpoints.js';
export type { ScalarReading, Wrong } from '../reading/scalar.js';
export type { Setting, Settings, SettingValues } from '../reading/setting.js';
export type { Workers, WorkersOptions, WorkersPlugin } from './options.js';
export { installRuntime } from './runtime.js';
export { SearchAttributesMissingError } from './search-attributes.js';

/**
 * Starts the workers of a process: one for the tickets, one for each channel, the auditor's. The database may be down;
 * Temporal may not be for more than 10 s.
 * @throws SearchAttributesMissingError, ConfigError when the settings of the SDK cannot be used, EngineUnavailableError when Temporal
 * cannot be reached, or an error with the system's code, such as `EADDRINUSE`, when an address of the settings cannot be had
 */
export function startWorkers(options: WorkersOptions): Promise<Workers> {
  return run.startWorkers(options);
}
