/** A gate for each channel of this process, whichever activity sends through it. */
import type { Channel, Instant } from '../domain/rules/policy.js';
import { Gate } from './gate.js';

export class Gates {
  private readonly gates = new Map<Channel, Gate>();

  /**
   * @param most how many errands may wait or send in a channel at once
   * @param now never goes back: else a channel would stay shut
   */
  constructor(
    private readonly most: number,
    private readonly now: () => Instant,
  ) {}

  of({ channel }: { channel: Channel }): Gate {
    const gate = this.gates.get(channel) ?? new Gate(this.most, this.now);
    this.gates.set(channel, gate);
    return gate;
  }
}
