/** What takes long to load is loaded when it is needed. */
import { describe, expect, it } from 'vitest';
import { eagerPackages } from './eager.js';
import { typescript } from './sources.js';

const src = typescript('src/');
const others = (entry: string) => eagerPackages(entry, src).filter((name) => !name.startsWith('node:'));

describe('at once', () => {
  it('the command line loads nothing that talks to a server or reads a policy: help is there at once', () => {
    expect(others('src/cli/main.ts')).toEqual(['commander', 'picocolors']);
  });

  it('the client loads Temporal, and neither zod nor YAML', () => {
    expect(others('src/client/index.ts')).toEqual([
      '@temporalio/client',
      '@temporalio/common',
      '@temporalio/envconfig',
      '@temporalio/workflow',
    ]);
  });

  it('the workflow loads Temporal alone', () => {
    expect(others('src/workflows/index.ts')).toEqual(['@temporalio/common', '@temporalio/workflow']);
  });

  it('is told of a schema what it loads', () => {
    expect(others('src/schemas/ticket.ts')).toContain('zod');
  });
});
