/** What the audience of the story sees: a line for each fact and each decision, at story time. */
import type { Policy } from '../src/domain/rules/policy.js';
import type { DecisionLine } from '../src/domain/ticket/view.js';
import { print, type Terminal } from '../src/cli/terminal.js';
import { decisionWords } from '../src/cli/words/decision.js';
import { factWords, newTicketWords } from '../src/cli/words/fact.js';
import { ruleWords } from '../src/cli/words/rule.js';
import { weekdayTime } from '../src/cli/words/time.js';
import { ticketIdIn, type StoryEvent } from './script.js';

export class StoryPage {
  constructor(
    private readonly terminal: Terminal,
    private readonly policy: Policy,
    private readonly idOf: (storyId: string) => string,
    /** Of the longest ticket id. */
    private readonly width: number,
  ) {}

  fact(event: StoryEvent): void {
    const words = 'fact' in event ? factWords(event.fact) : newTicketWords(event.ticket);
    this.line(event.at, ticketIdIn(event), this.terminal.colours.dim(words));
  }

  /** @param line of a ticket of the story, at story time. */
  decision(line: DecisionLine): void {
    const words = decisionWords(line, {
      colours: this.terminal.colours,
      time: (at) => weekdayTime(Date.parse(at)),
      why: (rule) => ruleWords(this.policy, rule),
    });
    this.line(Date.parse(line.at), line.ticketId, `  ${words}`);
  }

  private line(at: number, storyId: string, words: string): void {
    const { colours, stdout } = this.terminal;
    print(stdout, `${colours.dim(weekdayTime(at))}  ${this.idOf(storyId).padEnd(this.width)}  ${words}`);
  }
}
