/**
 * What a channel is to everybody who sends nothing through it: policies, settings, workflows, the auditor, the command line.
 * Pure: it goes into the workflow's bundle. How messages are sent is the business of the channel's adapter.
 */
import type { ScalarReading } from '../reading/scalar.js';
import type { Settings } from '../reading/setting.js';

export interface ChannelDefinition<S extends Settings = Settings> {
  /** How people call it: `Slack`. */
  label: string;
  /** The form of a target, for docs/policy.md. */
  target: string;
  /** Addresses as a policy has them. */
  examples: readonly string[];
  /** Reads the address of a target. */
  read(value: unknown): ScalarReading<string>;
  /** Addresses with the same identity are one mailbox, one channel, one endpoint. */
  identity(address: string): string;
  /** A target in a line of text, in words that tell it from one on any other channel. */
  place(address: string): string;
  /** By their names in the environment. */
  settings: S;
  /** Pairs of settings of which one at most may be set. */
  alternatives?: readonly (readonly [string, string])[];
  /** The setting with the address of whoever hears on this channel that Rung itself is in trouble. */
  operator: string;
  /** What the auditor says when the channel refuses our credentials or settings. */
  refused: string;
}

/** Settings that a definition may speak of: its own. */
interface OwnSettings<S> {
  alternatives?: readonly (readonly [keyof S, keyof S])[];
  operator: keyof S;
}

/** A definition as it is, with the types of its settings. */
export function define<S extends Settings>(definition: ChannelDefinition<S> & OwnSettings<S>): ChannelDefinition<S> {
  return definition;
}
