/** What a worker bundles: the workflows, and their interceptors. */
export { auditWorkflow } from './audit.workflow.js';
export { drainWorkflow } from './drain.workflow.js';
export { reconcileWorkflow } from './reconcile.workflow.js';
export { interceptors } from './unreadable-signals.js';
export { ticketWorkflow } from './ticket.workflow.js';
