/** The scorer `english`: VADER, a list of rated words with rules for negation and emphasis (docs/adr/0021). */
import type { SentimentScorer } from './scorer.js';

export const english: SentimentScorer = {
  about:
    'English only, by rated words (VADER): it does not see irony, quoted text or what the words are about, and says nothing of a text without a word that it knows',
  async score(text) {
    // The list of words is read when the first text comes.
    const { default: vader } = await import('vader-sentiment');
    const { pos, neg, compound } = vader.SentimentIntensityAnalyzer.polarity_scores(text);
    return pos === 0 && neg === 0 ? undefined : compound;
  },
};
