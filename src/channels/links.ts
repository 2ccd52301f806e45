/** The links of an alert, from the templates in the settings. */
import { ticketLink, workflowLink } from '../domain/ticket/links.js';
import type { Places } from './message.js';

export interface LinkSettings {
  /** Templates of links to help desks, as `linkTemplates` reads them. */
  ticketUrl?: string;
  /** Base of links to Temporal's Web UI: `http://localhost:8233`. */
  temporalUiUrl?: string;
}

export interface WorkflowPlace {
  namespace: string;
  workflowId: string;
  runId: string;
}

/** Links to a ticket and to its workflow run; those whose settings are missing, or do not fit the ticket, are left out. */
export function placesOf(settings: LinkSettings, ticketId: string, workflow: WorkflowPlace | undefined): Places {
  const places: Places = {};
  const ticket = settings.ticketUrl === undefined ? undefined : ticketLink(settings.ticketUrl, ticketId);
  if (ticket !== undefined) places.ticket = ticket;
  if (settings.temporalUiUrl && workflow) {
    const { namespace, workflowId, runId } = workflow;
    places.workflow = workflowLink(settings.temporalUiUrl, namespace, workflowId, runId);
  }
  return places;
}
