/** What the two help desks that never send twice know themselves, whoever has heard of it: their APIs. */
import { ChatwootServer } from '../../reconcile/stubs/chatwoot.js';
import { GitHubServer, type Row } from '../../reconcile/stubs/github.js';
import type { Event } from './desks.js';

const seconds = (at: number) => Math.floor(at / 1000);

export class DeskApis {
  /** Of deliveries of GitHub that were not taken at first. */
  private readonly attempts = new Map<string, { delivery: string; send: () => Promise<boolean> }>();

  private constructor(
    private readonly chatwoot: ChatwootServer,
    private readonly github: GitHubServer,
  ) {}

  static async start(): Promise<DeskApis> {
    const apis = new DeskApis(await ChatwootServer.start(Date.now), await GitHubServer.start(Date.now));
    apis.github.redeliver = (attempt) => void apis.redeliver(attempt);
    return apis;
  }

  /** Where they are, as people see it in their browsers. */
  get addresses(): Record<'chatwoot' | 'github', string> {
    return { chatwoot: `${this.chatwoot.api.url}/app/accounts/7`, github: `${this.github.api.url}/acme/widget` };
  }

  /** Something happens to a ticket. @param desk of others than the two nothing is kept @param body what is sent of it */
  happened(desk: string, n: number, event: Event, at: number, body: Row): void {
    if (desk === 'chatwoot') this.atChatwoot(n, event, at, body);
    if (desk === 'github') this.atGitHub(n, event, body);
  }

  /** GitHub lists a delivery that nobody has taken, and sends it again when it is asked to. @param send says whether it was taken then */
  notTaken(delivery: string, send: () => Promise<boolean>): void {
    this.attempted(delivery, send, false);
  }

  async close(): Promise<void> {
    await Promise.all([this.chatwoot.api.close(), this.github.api.close()]);
  }

  private attempted(delivery: string, send: () => Promise<boolean>, isTaken: boolean): void {
    const attempt = String(this.attempts.size + 1);
    this.attempts.set(attempt, { delivery, send });
    this.github.deliveries.unshift({ id: attempt, guid: delivery, status_code: isTaken ? 202 : 502 });
  }

  private async redeliver(attempt: string): Promise<void> {
    const { delivery, send } = this.attempts.get(attempt)!;
    this.attempted(delivery, send, await send());
  }

  private atChatwoot(n: number, event: Event, at: number, body: Row): void {
    const { conversations, messages } = this.chatwoot;
    if (event.kind === 'created') return void conversations.push({ ...body, messages: [], status: 'open' });
    const times = { last_activity_at: seconds(at), updated_at: at / 1000 };
    const conversation = conversations.find(({ id }) => id === n)!;
    Object.assign(conversation, times, event.kind === 'closed' && { status: 'resolved' });
    if (!('message' in event)) return;
    const kind = event.kind === 'agent' ? 1 : 0;
    const one = { ...body, message_type: kind, private: false, created_at: seconds(at), conversation: undefined };
    messages.set(n, [...(messages.get(n) ?? []), one]);
  }

  private atGitHub(n: number, event: Event, body: Row): void {
    const { issues, comments, events } = this.github;
    const { issue, comment } = body as { issue: Row; comment?: Row };
    const known = issues.find(({ number }) => number === n);
    if (known) Object.assign(known, issue);
    else issues.push(issue);
    if (comment) comments.push({ ...comment, issue_url: `https://api.github.com/repos/acme/widget/issues/${n}` });
    if (event.kind === 'closed')
      events.push({ id: events.length, event: 'closed', created_at: issue['closed_at'], issue });
  }
}
