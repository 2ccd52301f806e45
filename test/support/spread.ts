/**
 * The order of the test files. Processes are shared within a project, so that its files come together; those that mostly wait are spread
 * over those that keep a core busy; and what takes long begins, so that the last ones to end are short.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The projects that run side by side: what is short comes last. */
const PROJECTS = ['shared', 'alone', 'pure'];

/** Beginnings of paths of what mostly waits, the longest first. */
const WAITING = [
  'test/bench/run',
  'test/e2e/intake',
  'test/local-stack/stack',
  'test/e2e/',
  'test/audit/drift',
  'test/intake/people/slack',
  'test/intake/http/wire',
  'test/cli/exit-status',
  'test/cli/opening.',
  'test/audit/operator',
  'test/worker/patience',
  'test/delivery/',
  'test/channels/',
  'test/local-stack/',
  'test/audit/heartbeat',
];

/** The same of what keeps a core busy. What is named nowhere comes last. */
const WORKING = ['test/replay/', 'test/package/', 'test/workflows/', 'test/activities/', 'test/domain/', 'test/audit/'];

export default class Spread extends BaseSequencer {
  /** Among equals: those that failed before, then those that took longest, then the larger ones. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const of = (project: string) => sorted.filter((file) => file.project.name === project);
    const others = sorted.filter((file) => !PROJECTS.includes(file.project.name));
    return [...PROJECTS.flatMap((project) => spread(of(project))), ...others];
  }
}

function spread(files: TestSpecification[]): TestSpecification[] {
  const isWaiting = (file: TestSpecification) => rank(file, WAITING) < WAITING.length;
  const waiting = files.filter(isWaiting).toSorted((a, b) => rank(a, WAITING) - rank(b, WAITING));
  const working = files.filter((file) => !isWaiting(file)).toSorted((a, b) => rank(a, WORKING) - rank(b, WORKING));
  const placed = [waiting, working].flatMap((list) => list.map((file, i) => ({ file, place: i / list.length })));
  return placed.toSorted((a, b) => a.place - b.place).map(({ file }) => file);
}

function rank({ moduleId, project }: TestSpecification, beginnings: readonly string[]): number {
  const n = beginnings.findIndex((beginning) => moduleId.startsWith(`${project.config.root}/${beginning}`));
  return n < 0 ? beginnings.length : n;
}
