/** The links of an alert, from the templates in the settings. */
import { ticketLink, workflowLink } from '../domain/ticket/links.js';
import type { Places } from './message.js';

export interface LinkSettings {
  /** Template of links to the help desk: `https://desk.example.com/tickets/{ticketId}`. */
  ticketUrl?: string;
  /** Base of links to Temporal's Web UI: `http://localhost:8233`. */
  temporalUiUrl?: string;
}

export interface WorkflowPlace {
  namespace: string;
  workflowId: string;
  runId: string;
}

/** Links to a ticket and to its workflow run; those whose settings are missing are left out. */
export function placesOf(settings: LinkSettings, ticketId: string, workflow: WorkflowPlace | undefined): Places {
  const places: Places = {};
  if (settings.ticketUrl) places.ticket = ticketLink(settings.ticketUrl, ticketId);
  if (settings.temporalUiUrl && workflow) {
    const { namespace, workflowId, runId } = workflow;
    places.workflow = workflowLink(settings.temporalUiUrl, namespace, workflowId, runId);
  }
  return places;
}
