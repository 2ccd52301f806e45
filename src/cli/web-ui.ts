/** Links into Temporal's Web UI. */
import { OPEN_TICKETS } from '../client/list.js';
import { ticketWorkflowId } from '../client/index.js';
import { workflowLink } from '../domain/ticket/links.js';

/** The page of a ticket's workflow; undefined when it is not known where the Web UI is. */
export function workflowPage(uiUrl: string | undefined, namespace: string, ticketId: string): string | undefined {
  if (uiUrl === undefined) return undefined;
  return workflowLink(uiUrl, namespace, ticketWorkflowId(ticketId));
}

/** The list of open tickets, without the audits and what has ended. */
export function ticketsPage(uiUrl: string, namespace: string): string {
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows?query=${quoted(OPEN_TICKETS)}`;
}

/** Apostrophes too: a terminal or a mail program would end the link there. */
function quoted(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}
