/** What a program that runs Rung's workers may give them. */
import type { ClientPlugin } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { BundlerPlugin, NativeConnectionPlugin, WorkerInterceptors, WorkerPlugin } from '@temporalio/worker';
import type { Config } from '../config/index.js';

/** A plugin of Temporal's; it may have any of the hooks. */
export type WorkersPlugin = NativeConnectionPlugin | WorkerPlugin | ClientPlugin | BundlerPlugin;

export interface WorkersOptions {
  config: Config;
  /** `host:port`. Default: the SDK's own settings. Another address than theirs takes nothing from them. */
  address?: string;
  /** Default: that of the SDK's own settings, if the address is theirs; else `default`. */
  namespace?: string;
  /** How values are turned into what Temporal keeps, such as encrypted; every client has to have the same. Default: JSON. */
  dataConverter?: DataConverter;
  /** Around workflows and activities. Those of workflows make the workers bundle the workflow's code again at their start. Default: none. */
  interceptors?: WorkerInterceptors;
  /** They get the connection, its workers, the auditor's client, and the workflow's code, which is bundled again. Default: none. */
  plugins?: readonly WorkersPlugin[];
  /** Where the SDK shows its metrics, as `installRuntime` says; they are passed on at RUNG_METRICS_ADDRESS. Default: they are not. */
  metrics?: string | undefined;
  /** Gets the start-up lines and whatever the operator has to know. Default: standard error. */
  say?: (line: string) => void;
  /** Gets the lines of the console channel. Default: standard output. */
  print?: (line: string) => void;
}

export interface Workers {
  /** Resolves when all have stopped and their connections are closed; rejects when one broke. */
  done: Promise<void>;
  /** Takes on no more work, finishes what was begun (30 s at the most), then `done` resolves. */
  shutdown(): void;
}
