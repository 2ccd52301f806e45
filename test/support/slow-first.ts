/** The order of the test files: those that wait on servers begin, so that the last ones to end are short. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Beginnings of paths, in the order of how long their files may take; what is not named comes last. */
const SLOW = [
  'test/e2e/',
  'test/replay/',
  'test/audit/',
  'test/workflows/',
  'test/domain/differential',
  'test/local-stack/',
  'test/worker/',
  'test/cli/',
];

export default class SlowFirst extends BaseSequencer {
  /** Within a folder: those that failed before, then those that took longest, then the larger ones. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const n = SLOW.findIndex((beginning) => moduleId.startsWith(`${project.config.root}/${beginning}`));
  return n < 0 ? SLOW.length : n;
}
