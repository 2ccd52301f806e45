/** A change that would break tickets under way is caught by their histories. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import '../support/runtime.js';
import { recorded } from './histories.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Alteration {
  file: string;
  replace: string;
  by: string;
}

const ALTERATIONS: Record<string, Alteration> = {
  'a timer before everything else': {
    file: 'ticket.workflow.ts',
    replace: 'return new TicketRun(input).run();',
    by: `const { sleep } = await import('@temporalio/workflow'); await sleep(1000); return new TicketRun(input).run();`,
  },
  'an activity in the place of a local one': {
    file: 'effects.ts',
    replace: 'saveTicketQuickly = quick.saveTicket',
    by: 'saveTicketQuickly = patient.saveTicket',
  },
  'pages by another activity': {
    file: 'effects.ts',
    replace: 'deliverAlert = alerting.deliverAlert',
    by: 'deliverAlert = alerting.loadTicket',
  },
  'search attributes that are told no more': {
    file: 'ticket-run.ts',
    replace: 'this.indexFields.publish(',
    by: 'void (',
  },
  'a timer that is not armed': {
    file: 'ticket-run.ts',
    replace: 'this.alarm.set(',
    by: 'if (!workflowInfo().unsafe.isReplaying) this.alarm.set(',
  },
};

for (const [title, alteration] of Object.entries(ALTERATIONS)) {
  test(`replay catches ${title}`, async () => {
    const workflowBundle = await bundled(alteration);
    const errors: Error[] = [];
    const histories = recorded().map(({ workflowId, history }) => ({ workflowId, history }));
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories))
      if (error) errors.push(error);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ name }) => name)).toContain('DeterminismViolationError');
  });
}

test('an unaltered copy is replayed', async () => {
  const workflowBundle = await bundled({ file: 'ticket.workflow.ts', replace: 'return new', by: 'return new' });
  const histories = recorded().map(({ workflowId, history }) => ({ workflowId, history }));
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories)) expect(error).toBeUndefined();
});

/** The bundle of a copy of the workflow in which one thing is different. */
async function bundled({ file, replace, by }: Alteration): Promise<{ code: string }> {
  const copy = await mkdtemp(join(tmpdir(), 'rung-altered-'));
  try {
    await cp(join(ROOT, 'src'), join(copy, 'src'), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const path = join(copy, 'src', 'workflows', file);
    const source = await readFile(path, 'utf8');
    expect(source).toContain(replace);
    await writeFile(path, source.replace(replace, by));
    const entry = join(copy, 'src', 'workflows', 'index.ts');
    const logger = new DefaultLogger('ERROR');
    return await bundleWorkflowCode({ workflowsPath: entry, workflowInterceptorModules: [entry], logger });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
