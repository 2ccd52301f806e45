/** Workflow ids of bare tickets. */
const PREFIX = 'bare/';

export function bareWorkflowId(ticketId: string): string {
  return `${PREFIX}${ticketId}`;
}

export function ticketOf(workflowId: string): string {
  return workflowId.slice(PREFIX.length);
}
