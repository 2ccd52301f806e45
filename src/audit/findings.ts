/** What one part of an audit has found. Drift counts, and is repaired, only when it is still there after a while: much is merely in motion. */
import type { Drift, DriftKind, Finding, Sighting, UnconfirmedDrift } from '../domain/audit/drift.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';

/** How much is remembered from one audit to the next. */
export const MOST_UNCONFIRMED = 500;
/** However much else is remembered, so many of each kind are: nothing that cannot be repaired keeps the rest from being. */
const OF_EACH_KIND = 25;
/** How many findings of a kind are named. */
export const EXAMPLES = 5;
/** A repair that was tried so often without effect is none. */
export const REPAIRS = 2;

/** What was done about a drift. It may turn out to be one of another kind. */
export interface Repair {
  repaired: boolean;
  kind?: DriftKind;
  detail?: string;
}

export class Findings {
  looked = 0;
  private readonly findings = new Map<DriftKind, Finding>();
  private readonly earlier: Map<string, UnconfirmedDrift>;
  private readonly unconfirmed: UnconfirmedDrift[] = [];
  private kept: readonly UnconfirmedDrift[] = [];

  constructor(
    earlier: readonly UnconfirmedDrift[],
    private readonly now: Instant,
    /** How long something has to look wrong before it is. */
    private readonly tolerance: Milliseconds,
  ) {
    this.earlier = new Map(earlier.map((drift) => [nameOf(drift), drift]));
  }

  /** Remembers a drift, and repairs it when it has lasted. */
  async look(drift: Drift, repair: () => Promise<Repair>): Promise<void> {
    const { kind, subject, mark } = drift;
    const unconfirmed = {
      ...(this.earlier.get(nameOf(drift)) ?? { kind, subject, mark, since: this.now, repairs: 0 }),
    };
    // It is remembered if the repair fails, too.
    this.unconfirmed.push(unconfirmed);
    const lasted = this.now - unconfirmed.since >= this.tolerance;
    if (lasted) {
      const done = await repair();
      unconfirmed.repairs++;
      const repaired = done.repaired && unconfirmed.repairs <= REPAIRS;
      this.enter(done.kind ?? kind, subject, done.detail ?? drift.detail, repaired);
    }
  }

  /** Remembers what there was no time to look at again, as it was. The next audit looks at these first. */
  keep(unconfirmed: readonly UnconfirmedDrift[]): void {
    this.kept = unconfirmed;
  }

  /** A finding that needs no second look. */
  enter(kind: DriftKind, subject: string, detail: string, repaired = false): void {
    const finding = this.findings.get(kind) ?? { kind, count: 0, repaired: 0, examples: [] };
    finding.count++;
    if (repaired) finding.repaired++;
    if (finding.examples.length < EXAMPLES) finding.examples.push({ subject, detail });
    this.findings.set(kind, finding);
  }

  result(): Sighting {
    return {
      looked: this.looked,
      findings: [...this.findings.values()],
      suspects: bounded([...this.kept, ...this.unconfirmed]),
    };
  }
}

function bounded(unconfirmed: UnconfirmedDrift[]): UnconfirmedDrift[] {
  const ofKind = new Map<DriftKind, number>();
  const remembered: UnconfirmedDrift[] = [];
  for (const drift of unconfirmed) {
    const count = ofKind.get(drift.kind) ?? 0;
    if (remembered.length >= MOST_UNCONFIRMED && count >= OF_EACH_KIND) continue;
    remembered.push(drift);
    ofKind.set(drift.kind, count + 1);
  }
  return remembered;
}

function nameOf({ kind, subject, mark }: Pick<UnconfirmedDrift, 'kind' | 'subject' | 'mark'>): string {
  return [kind, subject, mark].join('\n');
}
