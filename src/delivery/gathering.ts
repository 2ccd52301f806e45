/** Parts of an errand that are done wait a moment for the others, so that one message enters all their outcomes. */
import { GATHERING_MS } from './bounds.js';

/** One part's place among the others. */
export interface Participant {
  /** It is done: resolves when all are done or over, or {@link GATHERING_MS} after the first was done. */
  arrive(): Promise<void>;
  /** It is over, whether it was done or not. */
  end(): void;
}

export class Gathering {
  private release: () => void = () => undefined;
  private readonly together = new Promise<void>((resolve) => (this.release = resolve));
  private timer: NodeJS.Timeout | undefined;

  /** @param missing how many parts there are */
  constructor(private missing: number) {}

  place(): Participant {
    let counted = false;
    const count = () => {
      if (counted) return;
      counted = true;
      if (--this.missing > 0) return;
      clearTimeout(this.timer);
      this.release();
    };
    return {
      arrive: () => {
        this.timer ??= setTimeout(this.release, GATHERING_MS);
        count();
        return this.together;
      },
      end: count,
    };
  }
}
