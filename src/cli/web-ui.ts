/** Links into Temporal's Web UI. */
import { ticketWorkflowId } from '../client/index.js';

/** The page of a ticket's workflow; undefined when it is not known where the Web UI is. */
export function workflowPage(uiUrl: string | undefined, namespace: string, ticketId: string): string | undefined {
  if (uiUrl === undefined) return undefined;
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(ticketWorkflowId(ticketId))}`;
}
