/** Moving a running ticket to another policy: what it was keeps its meaning, what comes follows the new one. */
import { record, type RecordedState } from '../ladder/log.js';
import { takenForDone } from '../ladder/quiet-past.js';
import type { Instant } from '../rules/policy.js';
import type { Refused } from '../ticket/commands/definition.js';
import type { TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';
import { onClocks } from './clocks.js';
import { carriedMarks } from './marks.js';
import { isSamePolicy, type PolicyChange } from './policy-change.js';
import { missingTiers, onLadder } from './tiers.js';

/**
 * The ticket under the new policy; the very same state if it is under it already. It decides nothing: `decide` does, in the same wake.
 * Transitions, cooldown, acknowledgement, snooze and what people have set stay as they are.
 */
export function changePolicy(before: TicketState, change: PolicyChange, now: Instant): RecordedState | Refused {
  if (isSamePolicy(before, change)) return { state: before, effects: [] };
  const { policy, policyHash, tiers = {}, by, quiet } = change;
  const missing = missingTiers(before, policy, tiers);
  if (missing.length > 0) return { refused: missingSentence(before, missing, change) };

  const ladder = onLadder(before, policy, tiers);
  const after = withChanges(before, { ...ladder, policy, policyHash, ruleErrors: {}, marks: {} });
  const { state, retargeted } = onClocks(before, after, now);
  const moved = withChanges(state, carriedMarks(before, state, retargeted, now));
  const done = quiet ? takenForDone(moved, now) : { state: moved, skipped: [] };
  const { skipped } = done;
  return record(
    done.state,
    {},
    {
      ...{ kind: 'policy_changed', by, policy: policyHash, policyBefore: before.policyHash },
      ...{ tier: ladder.tier, tierBefore: before.tier },
      ...(skipped.length > 0 && { skipped }),
    },
    now,
  );
}

function missingSentence({ ticketId }: TicketState, missing: string[], { policy, policyHash }: PolicyChange): string {
  const ladder = policy.tiers.map(({ name }) => name).join(', ');
  return (
    `ticket ${ticketId} stands on or came from ${missing.join(', ')}, which policy ${policyHash} does not have ` +
    `(its ladder is ${ladder}); say which tier takes its place`
  );
}
