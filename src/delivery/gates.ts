/** The gates of this process, whichever activity sends through them: one for each channel, or for each target that is on a server of its own. */
import type { AlertChannel } from '../channels/port.js';
import { targetName, type Channel, type Instant, type Target } from '../domain/rules/policy.js';
import { Gate } from './gate.js';

export class Gates {
  private readonly gates = new Map<string, Gate>();

  /**
   * @param channels by their names
   * @param most how many errands may wait or send in one gate at once
   * @param now never goes back: else a gate would stay shut
   */
  constructor(
    private readonly channels: Readonly<Record<Channel, Pick<AlertChannel, 'apart'>>>,
    private readonly most: number,
    private readonly now: () => Instant,
  ) {}

  of(target: Target): Gate {
    const key = this.channels[target.channel]?.apart ? targetName(target) : target.channel;
    const gate = this.gates.get(key) ?? new Gate(this.most, this.now);
    this.gates.set(key, gate);
    return gate;
  }
}
