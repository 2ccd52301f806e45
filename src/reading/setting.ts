/** A setting: what it means, its default, how it is read. */
import type { ScalarReading } from './scalar.js';

export interface Setting<T = unknown, D extends string | undefined = string | undefined> {
  /** What it is for, as `.env.example` and docs/configuration.md say it. */
  means: string;
  /** What is taken when it is not set, in the form it would have there. */
  default: D;
  /** A value for `.env.example` where there is no default. */
  example?: string;
  read: (text: string) => ScalarReading<T>;
}

/** Settings by their names in the environment. */
export type Settings = Readonly<Record<string, Setting>>;

/** What is read from settings: a value each, none where one is absent and has no default. */
export type SettingValues<S extends Settings> = {
  [N in keyof S as S[N] extends Setting<unknown, string> ? N : never]: ValueOf<S[N]>;
} & {
  [N in keyof S as S[N] extends Setting<unknown, string> ? never : N]?: ValueOf<S[N]>;
};

type ValueOf<T> = T extends Setting<infer V> ? V : never;

/** A setting that always has a value. @param fallback in the form it would have in the environment */
export function required<T>(means: string, fallback: string, read: Setting<T>['read']): Setting<T, string> {
  return { means, default: fallback, read };
}

/** A setting that may be absent. @param example a value for `.env.example` */
export function optional<T>(means: string, example: string, read: Setting<T>['read']): Setting<T, undefined> {
  return { means, default: undefined, example, read };
}

/** How many a second: a number from 0.01 to 1000. */
export function readRate(text: string): ScalarReading<number> {
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return rate >= 0.01 && rate <= 1000
    ? { value: rate }
    : { message: `${JSON.stringify(text)} is not a rate`, expected: 'a number from 0.01 to 1000' };
}
