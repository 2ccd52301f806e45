/** What we say to Slack after somebody has clicked or typed `/rung`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proxies } from '../../http/proxies.js';
import { openLookup, type Resolve } from '../../http/lookup.js';
import { request } from '../../http/request.js';
import { isWorthAnotherTry, slackFailure } from './failures.js';
import type { TokenSource } from './token.js';
import { webClient, withoutToken } from './web-client.js';

/** Where Slack wants answers to be sent. */
const HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);
/** Limit of one request, in milliseconds, and how often it is tried. */
const CALL_MS = 5_000;
const TRIES = 3;

export interface SlackBackOptions {
  /** Undefined: there is no bot token, and messages are changed by their response address. */
  token?: TokenSource;
  /** Default: Slack's own. A stub's answers go to its own host. */
  apiUrl?: string;
  proxies?: Proxies;
  /** How names of hosts are looked up. Default: as the system does. */
  resolve?: Resolve;
  /** Between two tries, in milliseconds. Default: 500. */
  pauseMs?: number;
}

/** A message of ours, as a click names it. */
export interface Posted {
  channel: string;
  ts: string;
  responseUrl?: string;
}

export interface Shown {
  text: string;
  blocks?: readonly object[];
}

export class SlackBack {
  private workspace: string | undefined;

  constructor(private readonly options: SlackBackOptions) {}

  /** The id of the workspace of the bot token, asked once. @throws Error when it cannot be had */
  async ownWorkspace(): Promise<string> {
    this.workspace ??= await this.call(async (client) => {
      const { team_id: id } = await client.auth.test();
      if (!id) throw new Error('Slack: the answer names no workspace');
      return id;
    });
    return this.workspace;
  }

  /** Changes a message of ours. @throws Error when it could not be changed */
  async update({ channel, ts, responseUrl }: Posted, { text, blocks }: Shown): Promise<void> {
    try {
      await this.call((client) => client.chat.update({ channel, ts, text, blocks: [...(blocks ?? [])] as never }));
    } catch (error) {
      if (responseUrl === undefined) throw error;
      await this.respond(responseUrl, { replace_original: true, text, ...(blocks && { blocks }) });
    }
  }

  /** Says something to the one who clicked or typed, and to nobody else. @throws Error when it could not be said */
  async whisper(responseUrl: string, shown: Shown): Promise<void> {
    await this.respond(responseUrl, { response_type: 'ephemeral', replace_original: false, ...shown });
  }

  private async respond(address: string, body: object): Promise<void> {
    const url = this.answerAddress(address);
    const { proxies, resolve } = this.options;
    // A stub stands wherever its operator has put it.
    const lookup = this.isStub(url) ? {} : { lookup: openLookup([], resolve) };
    await tried(this.options.pauseMs, async () => {
      const { status } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_MS),
        mostBytes: 10_000,
        ...(proxies && { proxies }),
        ...lookup,
      });
      if (status >= 300) throw new Error(`Slack: HTTP ${status} for an answer`);
    });
  }

  /** An address comes from outside: signed, but whoever had the secret must not make us send anywhere else. */
  private answerAddress(address: string): URL {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isSlack =
      url !== undefined &&
      url.protocol === 'https:' &&
      HOSTS.has(url.hostname) &&
      url.port === '' &&
      url.username === '' &&
      url.password === '';
    if (url && (isSlack || this.isStub(url))) return url;
    throw new Error('Slack: the address for answers is not one of Slack’s');
  }

  private isStub(url: URL): boolean {
    const { apiUrl } = this.options;
    return apiUrl !== undefined && url.origin === new URL(apiUrl).origin && url.username === '';
  }

  private async call<T>(ask: (client: ReturnType<typeof webClient>) => Promise<T>): Promise<T> {
    const { token: source, apiUrl, proxies, pauseMs } = this.options;
    if (!source) throw new Error('Slack: there is no bot token');
    return tried(pauseMs, async () => {
      const token = await source();
      try {
        return await ask(webClient(token, apiUrl, CALL_MS, proxies));
      } catch (error) {
        const failure = slackFailure(error, withoutToken(token));
        throw isWorthAnotherTry(error) ? failure : Object.assign(failure, { isFinal: true });
      }
    });
  }
}

async function tried<T>(pauseMs = 500, once: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await once();
    } catch (error) {
      if (n >= TRIES || 'isFinal' in (error as object)) throw error;
      await sleep(pauseMs * n);
    }
  }
}
