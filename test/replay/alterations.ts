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

export const PAGED = ['sla-breached', 'sentiment-up-and-down', 'commands'];

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
    file: 'workflows/ticket-run.ts',
    replace: `if (this.input.mode !== 'reopen') return;`,
    by: `if (this.input.mode !== 'reopen') return void (await loadTicket('T-1'));`,
    histories: ['plain-close'],
  },
  {
    title: 'an activity less',
    file: 'workflows/ticket-run.ts',
    replace: 'const sends = !changed() && this.courier.dispatch();',
    by: 'const sends = false;',
    histories: ['sla-breached'],
  },
  {
    title: 'an activity and a timer that change places',
    file: 'workflows/ticket-run.ts',
    replace:
      'const arms = this.setAlarm(ticket, outcome.nextWakeAt, staleAt, now);\n    const sends = !changed() && this.courier.dispatch();',
    by: 'const sends = !changed() && this.courier.dispatch();\n    const arms = this.setAlarm(ticket, outcome.nextWakeAt, staleAt, now);',
    histories: ['sla-breached', 'sentiment-up-and-down', 'time-based-stalled-held-and-released'],
  },
  {
    title: 'an activity under another name',
    file: 'workflows/effects.ts',
    replace: 'deliverAlert = alerting.deliverAlert',
    by: 'deliverAlert = alerting.loadTicket',
    histories: ['sla-breached'],
  },
  {
    title: 'a local activity that becomes a normal one',
    file: 'workflows/effects.ts',
    replace: 'saveTicketQuickly = quick.saveTicket',
    by: 'saveTicketQuickly = patient.saveTicket',
    histories: ['plain-close'],
  },
  {
    title: 'a normal activity that becomes a local one',
    file: 'workflows/effects.ts',
    replace: 'loadTicket = patient.loadTicket',
    by: 'loadTicket = quick.loadTicket',
    histories: ['reopened-2'],
  },
  {
    title: 'activities that wait for each other',
    file: 'workflows/courier.ts',
    replace: 'void this.scope.run(() => this.deliverAll(lane))',
    by: 'return void this.scope.run(() => this.deliverAll(lane)).then(() => this.dispatch())',
    histories: ['sla-breached'],
  },
  {
    title: 'an activity that is no longer cancelled',
    file: 'workflows/courier.ts',
    replace: 'this.stop();\n    this.scope.cancel();',
    by: 'this.stop();',
    histories: ['continued-during-outage'],
  },
  {
    title: 'a timer too many',
    file: 'workflows/alarm.ts',
    replace: 'await sleep(',
    by: 'await sleep(1);\n    await sleep(',
    histories: ['sla-breached'],
  },
  {
    title: 'a wait with a time-out',
    file: 'workflows/ticket-run.ts',
    replace: 'await condition(() => this.hasNews() || this.hasWork());',
    by: 'await condition(() => this.hasNews() || this.hasWork(), 3_600_000);',
    histories: PAGED,
  },
  {
    title: 'a timer that is dropped',
    file: 'workflows/ticket-run.ts',
    replace: 'const arms = this.setAlarm(ticket, outcome.nextWakeAt',
    by: 'const arms = outcome.nextWakeAt === 0 && this.setAlarm(ticket, outcome.nextWakeAt',
    histories: ['plain-close'],
  },
  {
    title: 'a timer that is no longer cancelled',
    file: 'workflows/alarm.ts',
    replace: 'this.scope?.cancel();',
    by: '',
    histories: ['deadline-moved-earlier'],
  },
  {
    title: 'a wake that leaves no trace any more',
    file: 'workflows/ticket-run.ts',
    replace: 'this.indexFields.leaveTrace(shown);',
    by: 'return;',
    histories: ['heard-again'],
  },
  {
    title: 'a random number that decides',
    file: 'workflows/ticket-run.ts',
    replace: 'const sends = !changed() && this.courier.dispatch();',
    by: 'const sends = Math.random() < 0.5 && this.courier.dispatch();',
    histories: PAGED,
  },
  {
    title: 'a replay that takes another way',
    file: 'workflows/ticket-run.ts',
    replace: 'const arms = this.setAlarm(ticket, outcome.nextWakeAt',
    by: 'const arms = !workflowInfo().unsafe.isReplaying && this.setAlarm(ticket, outcome.nextWakeAt',
    histories: ['plain-close'],
  },
  {
    title: 'a clock that stands still',
    file: 'workflows/ticket-run.ts',
    replace: 'const now = Date.now();\n    this.alarm.heard();',
    by: 'const now = workflowInfo().runStartTime.getTime();\n    this.alarm.heard();',
    histories: ['sla-breached'],
  },
  {
    title: 'search attributes that are told no more',
    file: 'workflows/ticket-run.ts',
    replace: 'this.indexFields.publish(',
    by: 'void (',
    histories: ['plain-close'],
  },
  {
    title: 'search attributes that are told one by one',
    file: 'workflows/index-fields.ts',
    replace: 'upsertSearchAttributes(changed);',
    by: 'for (const one of changed) upsertSearchAttributes([one]);',
    histories: ['plain-close'],
  },
  {
    title: 'search attributes that are told when nothing has changed',
    file: 'workflows/index-fields.ts',
    replace: 'if (changed.length === 0) return false;',
    by: '',
    histories: ['plain-close'],
  },
  {
    title: 'a search attribute less, where it was told alone',
    file: 'workflows/index-fields.ts',
    replace: '    { key: SEARCH_ATTRIBUTES.status, value: ticket.status },\n',
    by: '',
    histories: ['sla-breached'],
  },
  {
    title: 'a patch that is taken out too early',
    file: 'workflows/persister.ts',
    replace: 'if (changed(OVERTAKEN_WRITES_WAIT)) this.slow = true;',
    by: 'this.slow = true;',
    histories: ['overtaken-write'],
  },
  {
    title: 'a patch under another name',
    file: 'workflows/persister.ts',
    replace: `'overtaken-writes-wait'`,
    by: `'overtaken-writes-must-wait'`,
    histories: ['overtaken-write'],
  },
  {
    title: 'an earlier continue-as-new',
    file: 'workflows/handover.ts',
    replace: 'this.inbox.messages >= limit ||',
    by: 'this.inbox.messages >= limit - 2 ||',
    histories: ['continued'],
  },
  {
    title: 'an end that does not wait for what is owed',
    file: 'workflows/ticket-run.ts',
    replace: '!this.stirred && this.outbox.empty && this.persister.idle;',
    by: '!this.stirred;',
    histories: ['reopened-in-place', 'plain-close'],
  },
  {
    title: 'an end that waits for a quick write',
    file: 'workflows/persister.ts',
    replace: 'return write.engine.state.closed && !pagesWaitFor(write) && changed();',
    by: 'return false;',
    histories: ['last-write'],
  },
  {
    title: 'first pages that wait for a quick write',
    file: 'workflows/persister.ts',
    replace: 'this.writingQuickly = !(pagesWaitFor(write) && changed());',
    by: 'this.writingQuickly = true;',
    histories: ['breached-when-opened'],
  },
  {
    title: 'a write that begins before the pages',
    file: 'workflows/persister.ts',
    replace: 'if (!changed()) this.begin();',
    by: 'this.begin();',
    histories: ['write-that-outlasts-its-task', 'many-changes-under-one-mark'],
  },
  {
    title: 'a rule that decides otherwise',
    file: 'domain/ladder.ts',
    replace: 'return ticket.cooldownUntil !== null && now < ticket.cooldownUntil;',
    by: 'return false;',
    histories: ['held-and-closed-before-its-time'],
  },
];
