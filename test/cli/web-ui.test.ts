/** Links into Temporal's Web UI. */
import { expect, it } from 'vitest';
import { ticketsPage, workflowPage } from '../../src/cli/web-ui.js';

it('lead to the open tickets, without the audits between them', () => {
  expect(ticketsPage('http://localhost:8233', 'default')).toBe(
    'http://localhost:8233/namespaces/default/workflows?query=WorkflowType%3D%27ticketWorkflow%27%20AND%20ExecutionStatus%3D%27Running%27',
  );
});

it('lead to the workflow of a ticket', () => {
  expect(workflowPage('http://localhost:8233', 'a b', 'T/1')).toBe(
    'http://localhost:8233/namespaces/a%20b/workflows/ticket%2FT%2F1',
  );
  expect(workflowPage(undefined, 'default', 'T-1')).toBeUndefined();
});
