/** Which open tickets `rung policy apply` is about, and what would become of each. */
import { isSamePolicy, type PolicyChange } from '../../domain/change/policy-change.js';
import { previewChange } from '../../domain/change/preview.js';
import type { Policy } from '../../domain/rules/policy.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { hasFoundTheSame } from '../../domain/time/looked-up.js';
import type { LoadedPolicy } from '../../policy/load.js';
import { engineOf } from '../../store/documents.js';
import type { TicketArchive } from '../../store/port.js';
import type { Engine } from '../engine.js';
import { progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { isSelected, type Selection } from './selection.js';
import { Surveyor } from './survey.js';

/** To which policy which tickets are to be moved. */
export interface Looking {
  loaded: LoadedPolicy;
  selection: Selection;
  tiers: Record<string, string>;
  by: string;
  quiet: boolean;
}

const OPEN = { 'engine.state.closed': false };
/** The help desk's own keys may be long, and nothing here is about them. */
const KEYS = ['engine'];

/** Reads every open ticket from the database, and finds out what would become of it. */
export async function look(
  { rung, store: { archive } }: Pick<Engine, 'rung' | 'store'>,
  applying: Looking,
  { stderr }: Pick<Terminal, 'stderr'>,
) {
  const { loaded, selection, tiers, quiet, by } = applying;
  const { policy, hash: policyHash } = loaded;
  const bar = progress({ label: 'tickets looked at', total: await rung.count(), stream: stderr });
  const change: PolicyChange = {
    ...{ type: 'change_policy', commandId: 'preview', by, policy, policyHash, tiers },
    ...(quiet && { quiet }),
  };
  const surveyor = new Surveyor();
  const shared = new SharedPolicies(change);
  const ticketIds: string[] = [];
  const now = Date.now();
  try {
    for await (const kept of selected(archive, OPEN, selection, () => bar.advance())) {
      const ticket = shared.with(kept);
      if (shared.isUnderItAlready(ticket)) surveyor.survey.already++;
      else {
        surveyor.add(previewChange(ticket, change, now), ticket.policyHash);
        ticketIds.push(ticket.ticketId);
      }
    }
  } finally {
    bar.end();
  }
  return { survey: surveyor.survey, ticketIds };
}

/**
 * How many open tickets have another policy though they are like those that were moved: they were opened or reopened since.
 * @param known those that were there when they were looked at; the database may not have heard yet that they are moved
 */
export async function openedSince(archive: TicketArchive, { loaded, selection }: Looking, known: ReadonlySet<string>) {
  let opened = 0;
  const others = { ...OPEN, 'engine.state.policyHash': { $ne: loaded.hash } };
  for await (const { ticketId } of selected(archive, others, selection)) if (!known.has(ticketId)) opened++;
  return opened;
}

/** @param read is called for each document, whether its ticket is one of them or not */
async function* selected(
  archive: TicketArchive,
  filter: Record<string, unknown>,
  selection: Selection,
  read?: () => void,
) {
  for await (const document of archive.find(filter, KEYS, '')) {
    read?.();
    const ticket = engineOf(document)?.state;
    if (ticket && !ticket.closed && isSelected(ticket, selection)) yield ticket;
  }
}

/** Most tickets have one of a few policies: each is made ready for reading once, and held against the new one once. */
class SharedPolicies {
  private readonly known = new Map<string, { policy: Policy; isUnderIt: boolean }>();

  constructor(private readonly change: Pick<PolicyChange, 'policy' | 'policyHash'>) {}

  with(ticket: TicketState): TicketState {
    const { policy } = this.of(ticket);
    return policy === ticket.policy ? ticket : { ...ticket, policy };
  }

  /** Also where time zones and holidays were looked up on another day and nothing new was found: there is nothing to move. */
  isUnderItAlready(ticket: TicketState): boolean {
    return this.of(ticket).isUnderIt;
  }

  private of({ policy, policyHash }: TicketState) {
    const name = `${policyHash} ${policy.pinned?.day}`;
    let known = this.known.get(name);
    if (!known) {
      const { change } = this;
      const isSame = policyHash === change.policyHash && hasFoundTheSame(policy.pinned, change.policy.pinned);
      known = { policy, isUnderIt: isSame || isSamePolicy({ policy, policyHash }, change) };
      this.known.set(name, known);
    }
    return known;
  }
}
