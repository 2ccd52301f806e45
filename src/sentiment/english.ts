/** The scorer `english`: VADER, a list of rated words with rules for negation and emphasis (docs/adr/0021). */
import type { SentimentScorer } from './scorer.js';

/** As much as is used of it: the package has no types. */
interface Vader {
  SentimentIntensityAnalyzer: {
    /** `compound` lies in -1 … 1; the others are shares of the text. */
    polarity_scores(text: string): { neg: number; pos: number; compound: number };
  };
}

export const english: SentimentScorer = {
  about:
    'English only, by rated words (VADER): it does not see irony, quoted text or what the words are about, and says nothing of a text without a word that it knows',
  async score(text) {
    // The list of words is read when the first text comes.
    // @ts-expect-error -- the package has no types
    const { default: vader } = (await import('vader-sentiment')) as { default: Vader };
    const { pos, neg, compound } = vader.SentimentIntensityAnalyzer.polarity_scores(text);
    return pos === 0 && neg === 0 ? undefined : compound;
  },
};
