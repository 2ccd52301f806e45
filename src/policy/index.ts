/** Policies: load, validate and hash a policy file. */
export { loadPolicy, parsePolicy, type LoadedPolicy } from './load.js';
export { formatProblem, PolicyError, type Problem } from '../reading/problems.js';
export { hashPolicy } from './hash.js';
export { formatDuration, readDuration } from '../reading/duration.js';
