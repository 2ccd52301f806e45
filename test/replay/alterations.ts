/**
 * Changes of the workflow that would break tickets under way: the table behind `altered.test.ts`, with `unseen-alterations.ts`.
 * Each has the text it replaces, which has to be there, once.
 */
export interface Alteration {
  title: string;
  /** In `src`. */
  file: string;
  replace: string;
  by: string;
  /** The histories in which it shows, or would show if it could. */
  histories: string[];
  /** Why replay does not see it. Absent: it does. */
  unseen?: string;
}

export const ALERTED = ['sla-breached', 'sentiment-up-and-down', 'commands'];

export const CAUGHT: Alteration[] = [
  {
    title: 'a timer before everything else',
    file: 'workflows/ticket.workflow.ts',
    replace: 'return new TicketRun(input).run();',
    by: `const { sleep } = await import('@temporalio/workflow'); await sleep(1000); return new TicketRun(input).run();`,
    histories: ['plain-close'],
  },
  {
    title: 'an activity more',
    file: 'workflows/ticket.workflow.ts',
    replace: `if (input.mode === 'continue') {`,
    by: `if (input.mode !== 'reopen') await loadTicket('T-1'); if (input.mode === 'continue') {`,
    histories: ['plain-close'],
  },
  {
    title: 'no timer for hours of targets',
    file: 'workflows/ticket.workflow.ts',
    replace: 'const isWaiting = this.hours.set(hoursOpenAt, () => HOURS_SUMMARY);',
    by: 'const isWaiting = false;',
    histories: ['deferred-at-night', 'deferred-across-continue-as-new'],
  },
  {
    title: 'an alert that waits goes out at once',
    file: 'domain/run/outbox.ts',
    replace: 'if (!isDeferred(alert, now) && !first.has(laneOf(alert)))',
    by: 'if (!first.has(laneOf(alert)))',
    histories: ['deferred-and-closed', 'deferred-at-night'],
  },
  {
    title: 'an activity less',
    file: 'workflows/dispatcher.ts',
    replace: 'for (const delivery of deliveries) this.deliver(delivery);',
    by: '',
    histories: ['left-over-of-an-errand'],
  },
  {
    title: 'an activity and a timer that change places',
    file: 'workflows/ticket.workflow.ts',
    replace: 'const isArmed = this.setTimer(woken, now);',
    by: 'dispatcher.dispatch(planned); planned.deliveries = []; delete planned.errand; delete planned.write;\n    const isArmed = this.setTimer(woken, now);',
    histories: ['sla-breached', 'sentiment-up-and-down', 'climbs-by-itself'],
  },
  {
    title: 'an activity under another name',
    file: 'workflows/activities.ts',
    replace: 'export const { deliverAlert } =',
    by: 'export const { loadTicket: deliverAlert } =',
    histories: ['left-over-of-an-errand'],
  },
  {
    title: 'an ordinary activity that becomes a local one',
    file: 'workflows/activities.ts',
    replace: 'export const { carryOut } = proxyActivities<Activities>({\n',
    by: `import { proxyLocalActivities } from '@temporalio/workflow';\nexport const { carryOut } = proxyLocalActivities<Activities>({\n`,
    histories: ['plain-close'],
  },
  {
    title: 'a write that takes no alerts along',
    file: 'domain/run/plan.ts',
    replace: 'const along = together ? ',
    by: 'const along = !together ? ',
    histories: ['sla-breached'],
  },
  {
    title: 'alerts to one target that do not wait for each other',
    file: 'domain/run/plan.ts',
    replace: 'const next = firstInLanes(outbox, now).filter((alert) => !busy.has(laneOf(alert)));',
    by: 'const next = outbox.alerts.filter(({ key }) => !underWay.has(key)); void busy; void firstInLanes; void laneOf;',
    histories: ['superseded-before-its-turn'],
  },
  {
    title: 'alerts before the database has been asked for an earlier chain',
    file: 'domain/run/plan.ts',
    replace: 'const alone = chain.known || database.away ? ',
    by: 'const alone = true ? ',
    histories: ['escalated-during-the-first-write'],
  },
  {
    title: 'an errand though the database is away',
    file: 'domain/run/plan.ts',
    replace: 'const together = writes && !database.away;',
    by: 'const together = writes;',
    histories: ['database-away-in-between'],
  },
  {
    title: 'writes that do not wait for each other',
    file: 'domain/run/plan.ts',
    replace: 'const writes = database.due && !isWriting;',
    by: 'const writes = database.due; void isWriting;',
    histories: ['slow-writes'],
  },
  {
    title: 'a write for each fact',
    file: 'domain/run/writes.ts',
    replace: 'export const COUNTED_LIMIT = 20;',
    by: 'export const COUNTED_LIMIT = 1;',
    histories: ['plain-close', 'facts-that-only-count'],
  },
  {
    title: 'facts that only count wait longer for their write',
    file: 'domain/run/writes.ts',
    replace: 'export const COUNTED_LIMIT = 20;',
    by: 'export const COUNTED_LIMIT = 21;',
    histories: ['facts-that-only-count'],
  },
  {
    title: 'an outdated write that is let be',
    file: 'domain/run/writes.ts',
    replace: '{ ...chain, rev: Math.max(chain.rev, result.rev) },\n        database: { ...database, due: true },',
    by: '{ ...chain, rev: Math.max(chain.rev, result.rev) },\n        database,',
    histories: ['outdated-write'],
  },
  {
    title: 'an activity that is no longer cancelled',
    file: 'workflows/ticket.workflow.ts',
    replace: 'dispatcher.cancel(alert.key);',
    by: 'void alert;',
    histories: ['superseded-and-cancelled'],
  },
  {
    title: 'activities that are no longer cancelled before continue-as-new',
    file: 'workflows/ticket.workflow.ts',
    replace: 'this.dispatcher.abandon();',
    by: '',
    histories: ['everything-away-across-continue-as-new', 'alerts-that-outlast-the-run'],
  },
  {
    title: 'a timer too many',
    file: 'workflows/kept-timer.ts',
    replace: 'run(() => sleep(',
    by: 'run(async () => { await sleep(1); });\n    this.scope.run(() => sleep(',
    histories: ['sla-breached'],
  },
  {
    title: 'a wait with a time-out',
    file: 'workflows/ticket.workflow.ts',
    replace: 'this.isOver() || this.longRun.isReady);',
    by: 'this.isOver() || this.longRun.isReady, 3_600_000);',
    histories: ALERTED,
  },
  {
    title: 'a timer that is dropped',
    file: 'workflows/ticket.workflow.ts',
    replace: 'return this.timer.set(nextDeadlineAt, ',
    by: 'return this.timer.set(null, ',
    histories: ['plain-close'],
  },
  {
    title: 'a timer that is no longer cancelled',
    file: 'workflows/kept-timer.ts',
    replace: 'this.scope?.cancel();',
    by: '',
    histories: ['deadline-moved-earlier'],
  },
  {
    title: 'a timer that is armed again when its deadline moves later',
    file: 'workflows/kept-timer.ts',
    replace: 'if (at === null || at >= this.armedFor) return false;',
    by: 'if (at === null || at === this.armedFor) return false;',
    histories: ['deadline-moved-later'],
  },
  {
    title: 'a wake that leaves no trace any more',
    file: 'workflows/trace.ts',
    replace: 'return !follows;',
    by: 'return false;',
    histories: ['facts-that-change-nothing'],
  },
  {
    title: 'a trace in each wake without commands',
    file: 'workflows/trace.ts',
    replace: 'return !follows;',
    by: 'return true;',
    histories: ['facts-that-change-nothing'],
  },
  {
    title: 'a random number that decides',
    file: 'workflows/ticket.workflow.ts',
    replace: 'const isScheduled = dispatcher.dispatch(planned);',
    by: 'const isScheduled = Math.random() < 0.5 && dispatcher.dispatch(planned);',
    histories: ALERTED,
  },
  {
    title: 'a replay that takes another way',
    file: 'workflows/ticket.workflow.ts',
    replace: 'const isArmed = this.setTimer(woken, now);',
    by: 'const isArmed = !workflowInfo().unsafe.isReplaying && this.setTimer(woken, now);',
    histories: ['plain-close'],
  },
  {
    title: 'a clock that stands still',
    file: 'workflows/ticket.workflow.ts',
    replace: 'const now = Date.now();\n    const { dispatcher }',
    by: 'const now = workflowInfo().runStartTime.getTime();\n    const { dispatcher }',
    histories: ['sla-breached'],
  },
  {
    title: 'search attributes that are published no more',
    file: 'workflows/ticket.workflow.ts',
    replace: 'const isPublished = this.searchAttributes.publish(shown, state.ticket.policyHash);',
    by: 'const isPublished = false;',
    histories: ['sla-breached'],
  },
  {
    title: 'search attributes that are published one by one',
    file: 'workflows/search-attributes.ts',
    replace: 'upsertSearchAttributes(changed);',
    by: 'for (const one of changed) upsertSearchAttributes([one]);',
    histories: ['sla-breached'],
  },
  {
    title: 'search attributes that are published when nothing has changed',
    file: 'workflows/search-attributes.ts',
    replace: 'if (changed.length === 0) return false;',
    by: '',
    histories: ['plain-close'],
  },
  {
    title: 'a start whose search attributes are not known',
    file: 'workflows/search-attributes.ts',
    replace: 'this.note(workflowInfo().typedSearchAttributes.getAll());',
    by: '',
    histories: ['plain-close'],
  },
  {
    title: 'an earlier continue-as-new',
    file: 'workflows/continue-as-new.ts',
    replace: 'return this.inbox.messages >= limit ||',
    by: 'return this.inbox.messages >= limit - 2 ||',
    histories: ['continued-idle'],
  },
  {
    title: 'a continue-as-new that gives alerts no time',
    file: 'workflows/continue-as-new.ts',
    replace: 'if (this.isLong && this.dispatcher.underWay.size > 0 && ',
    by: 'if (this.isLong && this.dispatcher.underWay.size < 0 && ',
    histories: ['alerts-that-outlast-the-run'],
  },
  {
    title: 'a continue-as-new that does not wait for the end of that time',
    file: 'workflows/continue-as-new.ts',
    replace: 'return this.graceIsOver || this.dispatcher.underWay.size === 0;',
    by: 'return true;',
    histories: ['everything-away-across-continue-as-new'],
  },
  {
    title: 'an end that does not wait for what is owed',
    file: 'workflows/ticket.workflow.ts',
    replace: 'return ticket.closed && isEmpty(outbox) && !database.due && this.dispatcher.isIdle;',
    by: 'return ticket.closed;',
    histories: ['reopened-in-place', 'plain-close'],
  },
  {
    title: 'an alert that is given up where a fallback was told',
    file: 'domain/run/deliveries.ts',
    replace: 'else if (original && !owed.slowly) outbox',
    by: 'else if (original && !owed.slowly && !original) outbox',
    histories: ['fallback-and-late-ledger'],
  },
  {
    title: 'an errand that failed is taken for done',
    file: 'workflows/not-carried-out.ts',
    replace: `return { saved: { outcome: 'later', why }, delivered };`,
    by: `return { saved: { outcome: 'saved' }, delivered };`,
    histories: ['errand-that-fails'],
  },
  {
    title: 'a rule that decides otherwise',
    file: 'domain/rules/holds.ts',
    replace: 'return { until: cooldownUntil };',
    by: 'return undefined;',
    histories: ['held-and-closed-before-its-time'],
  },
  {
    title: 'a write that waits for slow alerts as it did before it went before them',
    file: 'workflows/ticket.workflow.ts',
    replace: "if (until === undefined || !patched('a write overtakes slow alerts')) return isWriting;",
    by: 'if (until === undefined || until > 0) return isWriting; void patched;',
    histories: ['write-overtakes-slow-alerts'],
  },
];
