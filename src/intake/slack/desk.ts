/** What members of Slack ask for: clicks on alerts, and lines after `/rung`. The same for requests and for Socket Mode. */
import { createHash } from 'node:crypto';
import { answeredBlocks, type SlackWayBack } from '../../channels/back.js';
import type { CommandRequest } from '../../client/commands.js';
import type { CommandName } from '../../domain/ticket/commands.js';
import type { TicketView } from '../../domain/ticket/view.js';
import { iso } from '../../domain/time/instant.js';
import { acknowledgeOnce, outcomeOf, patiently, refusalOf, type ActOutcome } from '../people/act.js';
import { memberName } from '../people/who.js';
import type { IntakeDeps } from '../ports.js';
import { stateOf } from '../routes/ticket-state.js';
import { refusalFor } from './allowed.js';
import { hasComeDown, hasMovedOn, isLater, offeredBy, sentTo } from './carried.js';
import { HOUR, readWords, type SlackLine } from './line.js';
import type { ClickRequest, LineRequest } from './payloads.js';
import { answerWords, doneLine, failureWords, HELP, plain, stateWords } from './words.js';

/** What happened before a message was posted is of an earlier one; clocks differ. */
const CLOCKS_MS = 5_000;

export interface DeskDeps extends Pick<IntakeDeps, 'rung' | 'store' | 'policy'> {
  slack: SlackWayBack;
  now: () => number;
  log: (about: Record<string, unknown>, message: string) => void;
}

export class SlackDesk {
  constructor(private readonly deps: DeskDeps) {}

  /** A click: done, then shown in the message. What cannot be done is told to the one who clicked alone. Never rejects. */
  async clicked(request: ClickRequest): Promise<void> {
    const { actor, carried, click, responseUrl } = request;
    try {
      const said = await this.answerTo(request);
      if (said !== undefined) await this.whisper(responseUrl, said);
    } catch (error) {
      this.note(actor, carried.ticketId, click, `failed: ${(error as Error).message}`);
    }
  }

  /** A line after `/rung`: what is answered to it. Never rejects. */
  async typed({ actor, text, triggerId }: LineRequest): Promise<string> {
    const line = readWords(text, this.deps.now());
    if ('wrong' in line) return `:warning: ${plain(line.wrong)}`;
    if (line.ask === 'help') return HELP;
    const refused = await refusalFor(actor, this.permission());
    if (refused !== undefined) {
      this.note(actor, line.ticketId, line.ask, 'not allowed');
      return `:no_entry: ${plain(refused)}`;
    }
    try {
      return await this.answerToLine(line, memberName(this.policy, actor), commandId(['line', triggerId]));
    } catch (error) {
      this.note(actor, line.ticketId, line.ask, `failed: ${(error as Error).name}`);
      return ':warning: Something failed that should not; the log of the intake has more.';
    }
  }

  /** Says something to one member. @throws Error */
  async whisper(responseUrl: string | undefined, text: string): Promise<void> {
    if (responseUrl !== undefined) await this.deps.slack.back.whisper(responseUrl, { text });
  }

  private get policy() {
    return this.deps.policy.current.policy;
  }

  private permission() {
    const { allowed, back } = this.deps.slack;
    return { allowed, ownWorkspace: () => back.ownWorkspace(), policy: this.policy };
  }

  private async answerTo(request: ClickRequest): Promise<string | undefined> {
    const { actor, carried, click } = request;
    const { ticketId } = carried;
    const refused = await refusalFor(actor, this.permission(), sentTo(carried));
    if (refused !== undefined) {
      this.note(actor, ticketId, click, 'not allowed');
      return `:no_entry: ${plain(refused)}`;
    }
    const outcome = await patiently(() => this.doIt(request));
    this.note(actor, ticketId, click, outcomeName(outcome));
    const isDone = outcome !== 'no-answer' && 'done' in outcome;
    const shown = outcome === 'no-answer' ? false : await this.show(request);
    if (!isDone) return failureWords(ticketId, outcome);
    return shown ? undefined : `Done: ${plain(ticketId)} is at ${plain(outcome.done.tier)}.`;
  }

  private async doIt({ actor, carried, click, change, message }: ClickRequest): Promise<ActOutcome> {
    const { rung, now } = this.deps;
    const { ticketId } = carried;
    const by = memberName(this.policy, actor);
    // The same button of the same message, until the message was changed: clicked twice, or by two people, it acts once.
    const asked = { by, commandId: commandId(['click', actor.channel.id, message.ts, click, String(change)]) };
    try {
      const view = await this.viewOf(ticketId);
      switch (click) {
        case 'acknowledge':
          return await acknowledgeOnce(view, by, () => rung.acknowledge(ticketId, asked));
        case 'snooze':
          return await outcomeOf(rung.snooze(ticketId, { ...asked, until: iso(now() + HOUR) }));
        case 'comeDown': {
          const { tier, seq } = view;
          if (hasComeDown(view, carried, by)) return { done: { accepted: true, tier, seq, repeated: true } };
          const old = hasMovedOn(view, carried);
          return old ? { refused: old } : await outcomeOf(rung.deEscalate(ticketId, asked));
        }
      }
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** Brings the message up to what the engine knows, whoever has done it: two who click at once end with the same message. */
  private async show(request: ClickRequest): Promise<boolean> {
    const { carried, change, actor, message, responseUrl } = request;
    try {
      // Nobody waits any more, so that it may take a while.
      const view = await patiently(() => this.viewOf(carried.ticketId).catch(unlessAway));
      if (view === 'no-answer') throw new Error('the engine does not answer');
      const since = Math.floor(Number(message.ts)) * 1000 - CLOCKS_MS;
      const done = view.history.filter((line) => isLater(line, since, carried)).flatMap((line) => doneLine(line) ?? []);
      const blocks = answeredBlocks(message.blocks, { carried, done, offered: offeredBy(view, carried), change });
      const posted = { channel: actor.channel.id, ts: message.ts, ...(responseUrl !== undefined && { responseUrl }) };
      await this.deps.slack.back.update(posted, { text: message.text, blocks });
      return true;
    } catch (error) {
      const about = { ticketId: carried.ticketId, error: (error as Error).message };
      this.deps.log(about, 'a message of Slack was not changed');
      return false;
    }
  }

  private async answerToLine(line: Exclude<SlackLine, { wrong: string } | { ask: 'help' }>, by: string, id: string) {
    if (line.ask === 'show') return this.stateOr(line.ticketId);
    const { ask, ticketId, given } = line;
    const request = { ...given, by, commandId: id } as CommandRequest<CommandName>;
    const outcome = await patiently(() => outcomeOf(this.deps.rung.command(ask, ticketId, request)));
    return outcome !== 'no-answer' && 'done' in outcome
      ? answerWords(line, outcome.done, by)
      : failureWords(ticketId, outcome);
  }

  private async stateOr(ticketId: string): Promise<string> {
    try {
      return stateWords(await this.viewOf(ticketId));
    } catch (error) {
      const refused = refusalOf(error);
      return refused === 'no-answer'
        ? ':warning: The engine does not answer; try again in a minute.'
        : `:warning: ${plain(refused.refused)}`;
    }
  }

  private async viewOf(ticketId: string): Promise<TicketView> {
    return (await stateOf(this.deps, ticketId)) as TicketView;
  }

  private note(
    { id, workspace, channel }: ClickRequest['actor'],
    ticketId: string,
    asked: string,
    outcome: string,
  ): void {
    this.deps.log({ member: id, workspace, channel: channel.id, ticketId, asked, outcome }, 'asked from Slack');
  }
}

/** @throws the error, unless it is that nobody answers */
function unlessAway(error: unknown): 'no-answer' {
  if (refusalOf(error) === 'no-answer') return 'no-answer';
  throw error;
}

function commandId(parts: readonly string[]): string {
  return `slack-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40)}`;
}

function outcomeName(outcome: ActOutcome): string {
  return outcome === 'no-answer' ? outcome : Object.keys(outcome)[0]!;
}
