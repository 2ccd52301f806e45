/** What is written of a ticket that was moved to a policy which asks for less: nothing that the database would keep from before. */
import { expect, it } from 'vitest';
import { ticketChange } from '../../../src/store/documents.js';
import { hashPolicy, parsePolicy } from '../../support/domain/parsed.js';
import { customerReply } from '../../support/domain/facts.js';
import { VirtualRun } from '../../support/domain/virtual-run.js';

const TIERS = 'version: 1\ntiers: [{ name: L1, group: one }, { name: L2, group: two }]\n';
const PLAIN = parsePolicy(`${TIERS}rules: [{ name: late, when: { sla_used: 100% }, to: L2 }]\n`);
const DESK = parsePolicy(
  `${TIERS}clocks: { first_response: { target: 4h }, resolution: { target: ticket } }
rules: [{ name: first, when: { clock: { of: first_response, used: 100% } }, notify: here, repeat: { every: 1h } }]
`,
);
const move = (run: VirtualRun, policy: typeof PLAIN) =>
  run.asks({ type: 'change_policy', policy, policyHash: hashPolicy(policy) });
const changeOf = (run: VirtualRun) => {
  const { write } = run.planned.errand!;
  return { write, ...ticketChange(write, {}) };
};

it('clocks are taken away with the policy that had them, and are there again with the next', () => {
  const run = new VirtualRun({}, true, DESK);
  expect(changeOf(run).$set).toHaveProperty('clocks.first_response');
  expect(changeOf(run)).not.toHaveProperty('$unset');
  run.errandEnds(run.planned.errand!).later('5h').hears(customerReply()).errandEnds(run.planned.errand!);
  expect(run.state.ticket).toHaveProperty('repeats.first');

  move(run, PLAIN);
  const { write, $set, $unset } = changeOf(run);
  expect(write.engine.state.clocks).toBeUndefined();
  expect(write.engine.state.repeats).toBeUndefined();
  expect($set).not.toHaveProperty('clocks');
  expect($unset).toEqual({ clocks: '' });

  run.errandEnds(run.planned.errand!);
  move(run, DESK);
  expect(changeOf(run).$set).toHaveProperty('clocks.resolution');
  expect(changeOf(run)).not.toHaveProperty('$unset');
});
