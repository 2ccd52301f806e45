/** Settings in the form of what is read from them: a tree whose leaves are settings with their names. */
import type { Setting, Settings } from '../reading/setting.js';

export interface Named<T, D extends string | undefined> {
  name: string;
  setting: Setting<T, D>;
}

export interface Tree {
  [key: string]: Named<unknown, string | undefined> | Tree;
}

/** What is read from a tree; a setting without a default may be absent. */
export type ValuesIn<T> = {
  [K in keyof T as T[K] extends Named<unknown, undefined> ? never : K]: T[K] extends Named<infer V, string>
    ? V
    : ValuesIn<T[K]>;
} & {
  [K in keyof T as T[K] extends Named<unknown, undefined> ? K : never]?: T[K] extends Named<infer V, undefined>
    ? V
    : never;
};

/** @param name in the environment */
export function named<T, D extends string | undefined>(name: string, setting: Setting<T, D>): Named<T, D> {
  return { name, setting };
}

function isNamed(node: Tree[string]): node is Named<unknown, string | undefined> {
  return typeof node['name'] === 'string';
}

/** The settings of a tree by their names, in its order. */
export function inTree(tree: Tree): Settings {
  const lists = Object.values(tree).map((node) => (isNamed(node) ? { [node.name]: node.setting } : inTree(node)));
  return Object.assign({}, ...lists) as Settings;
}

/** Reads each setting of a tree. */
export function readTree<T extends object>(
  tree: T,
  read: (name: string, setting: Setting<unknown, string | undefined>) => unknown,
): ValuesIn<T> {
  const values = Object.entries(tree as Tree).map(([key, node]) => [
    key,
    isNamed(node) ? read(node.name, node.setting) : readTree(node, read),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as ValuesIn<T>;
}
