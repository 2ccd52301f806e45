/** The port of whatever scores what customers write. */

export interface SentimentScorer {
  /** Languages, and what it cannot do: a sentence for people. */
  about: string;
  /**
   * The mood of a text, -1 (angry) to 1 (happy); undefined when it has nothing to say of it, and then no score is told. It is given
   * {@link LONGEST} characters at most, and nothing of the text is kept or logged.
   */
  score(text: string): Promise<number | undefined>;
}

/** Scorers by the names that policies call them. */
export type Scorers = Readonly<Record<string, SentimentScorer>>;

/** So many characters of a reply are looked at: what a customer feels is said at its beginning, and quoted mails come after it. */
export const LONGEST = 4_000;
