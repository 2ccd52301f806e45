/** What a worker bundles: the workflow, and what stands before it. */
export { interceptors } from './guard.js';
export { ticketWorkflow } from './ticket.workflow.js';
