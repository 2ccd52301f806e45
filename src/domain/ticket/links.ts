/** Links to a ticket, at the help desk and in Temporal's Web UI. */

/** @param template such as `https://desk.example.com/tickets/{ticketId}` */
export function ticketLink(template: string, ticketId: string): string {
  return template.replaceAll('{ticketId}', encodeURIComponent(ticketId));
}

/** @param uiUrl base of the Web UI. @param runId default: the latest run's page */
export function workflowLink(uiUrl: string, namespace: string, workflowId: string, runId?: string): string {
  const path = ['namespaces', namespace, 'workflows', workflowId, ...(runId === undefined ? [] : [runId, 'history'])];
  return [uiUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
}
