/** Which alerts to one target share a message: when many wait, a digest takes them together. */
import { DIGEST_SIZE, inOrder } from '../channels/digest.js';
import {
  COLLECTING_MS,
  DeliveryError,
  type DigestChannel,
  type Message,
  type Receipt,
  type Turn,
} from '../channels/port.js';

export class Batcher {
  /** Smaller once the target has refused a digest that a single message might get through. */
  private largest = DIGEST_SIZE;

  /** @param oneByOne so many go out one by one; more of them make a digest */
  constructor(
    private readonly channel: DigestChannel,
    private readonly oneByOne: number,
  ) {}

  /** How many of these, from the first on, go together: one, or as many as fit into a digest. */
  fitting(waiting: readonly Message[]): number {
    if (waiting.length <= this.oneByOne) return 1;
    return Math.max(1, this.channel.room(waiting.slice(0, this.largest)));
  }

  /** @param size how many go together */
  begin(size: number): Batch {
    return new Batch(size, (messages) => this.send(messages));
  }

  private async send(messages: readonly Message[]): Promise<Receipt> {
    const [first, ...others] = inOrder(messages);
    if (others.length === 0) return this.channel.send(first!);
    try {
      return await this.channel.sendDigest([first!, ...others]);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.reaction.kind !== 'give-up' || !error.reaction.of) throw error;
      this.largest = Math.ceil(messages.length / 2);
      throw new DeliveryError(error.message, { kind: 'retry' }, 'no');
    }
  }
}

/** Those whose turn it is together. What they bring is sent as soon as nobody is missing any more, or after {@link COLLECTING_MS}. */
class Batch {
  private readonly messages: Message[] = [];
  private readonly deadline = setTimeout(() => this.close(), COLLECTING_MS);
  private isClosed = false;
  private sendAll: () => void = () => undefined;
  /** One promise for all of them: they share one message. */
  private readonly receipt: Promise<Receipt>;

  constructor(
    private missing: number,
    private readonly send: (messages: readonly Message[]) => Promise<Receipt>,
  ) {
    this.receipt = new Promise((resolve) => (this.sendAll = () => resolve(this.send(this.messages))));
  }

  turn(): Turn {
    let isPresent = false;
    const arrive = () => {
      if (isPresent) return;
      isPresent = true;
      if (--this.missing === 0) this.close();
    };
    return {
      send: (message) => {
        // One that an answer kept waiting for longer than that goes out by itself.
        if (this.isClosed) return this.send([message]);
        this.messages.push(message);
        arrive();
        return this.receipt;
      },
      end: arrive,
    };
  }

  private close(): void {
    clearTimeout(this.deadline);
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.messages.length > 0) this.sendAll();
  }
}
