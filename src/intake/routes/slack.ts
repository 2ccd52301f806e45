/** Slack's way back: clicks and lines after `/rung`, by requests that Slack signs or by Socket Mode. Slack is answered within three seconds. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { described } from '../http/answers.js';
import { unavailable } from '../http/errors.js';
import { HttpProblem } from '../http/problem.js';
import { Work } from '../people/work.js';
import type { IntakeDeps } from '../ports.js';
import type { Receiving } from '../receiving.js';
import { scheme, verify } from '../signatures/index.js';
import { SlackDesk } from '../slack/desk.js';
import { readClick, readForm, readLine, type LineRequest } from '../slack/payloads.js';
import { arrivedAt } from './deadline.js';

/** Of a request, in bytes: a click brings its whole message along. */
const MOST_BYTES = 512 * 1024;
/** Slack takes three seconds at most; what is not done by then is told later. */
const ANSWER_MS = 2_300;
const LATER = 'It takes longer than usual; what came of it is told here.';

const route = {
  tag: 'people',
  needs: 'public',
  problems: [401, 404, 408, 413, 422, 503],
} as const;
const interactive = described({
  ...route,
  summary: 'A click in Slack',
  description: 'Interactivity of the Slack app. It is signed by Slack; workspace, channel and member are checked.',
  answers: { 200: z.string().describe('It is heard; what comes of it is shown in Slack.') },
});
const commands = described({
  ...route,
  summary: 'A line after /rung in Slack',
  description: 'The slash command of the Slack app. It is signed by Slack; workspace, channel and member are checked.',
  answers: { 200: z.looseObject({ response_type: z.string(), text: z.string() }) },
});

export async function slackRoutes(app: FastifyInstance, deps: IntakeDeps, receiving: Receiving): Promise<void> {
  const { slack } = deps;
  const work = new Work();
  app.addHook('onClose', () => work.end());
  const desk =
    slack &&
    new SlackDesk({ ...deps, slack, now: () => receiving.now(), log: (about, said) => app.log.info(about, said) });

  /** What a click comes to is shown in Slack. */
  async function click(payload: unknown, left: number): Promise<boolean> {
    const request = readClick(payload);
    if (request === undefined) return false;
    if (request !== 'ignored') await work.within(left, desk!.clicked(request));
    return true;
  }

  async function type(line: LineRequest, left: number): Promise<object> {
    const answering = desk!.typed(line);
    const text = await work.within(left, answering);
    if (text === undefined) {
      const later = answering.then((late) => desk!.whisper(line.responseUrl, late));
      later.catch((error: unknown) => app.log.warn({ error: (error as Error).message }, 'Slack was not answered'));
    }
    return { response_type: 'ephemeral', text: text ?? LATER };
  }

  async function form(request: FastifyRequest): Promise<Record<string, string>> {
    if (!slack?.secrets)
      throw new HttpProblem('not-found', 'Slack is not connected this way; SLACK_SIGNING_SECRET connects it');
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const secrets = await slack.secrets().catch((error: unknown) => {
      app.log.error({ error: (error as Error).message }, 'the signing secret of Slack cannot be read');
      throw unavailable('what Slack signs with cannot be read now', error);
    });
    const { rawHeaders } = request.raw;
    const headers = rawHeaders.flatMap((name, i): [string, string][] => (i % 2 ? [] : [[name, rawHeaders[i + 1]!]]));
    const verdict = verify([scheme('slack')], { headers, body }, secrets, arrivedAt(request, receiving));
    if (!verdict.verified) {
      await receiving.failed(request.ip);
      throw new HttpProblem('not-authenticated', `the request is not Slack’s: ${verdict.message}`);
    }
    const fields = readForm(body);
    if (!fields) throw unreadable();
    return fields;
  }

  const left = ({ since }: FastifyRequest) => Math.max(0, ANSWER_MS - (performance.now() - since));

  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    raw.post('/slack/interactive', { ...interactive, bodyLimit: MOST_BYTES }, async (request, reply) => {
      const { payload } = await form(request);
      if (!(await click(parsed(payload), left(request)))) throw unreadable();
      return reply.type('text/plain').send('');
    });
    raw.post('/slack/commands', { ...commands, bodyLimit: MOST_BYTES }, async (request) => {
      const fields = await form(request);
      // Slack looks now and then whether the certificate is right.
      if (fields['ssl_check'] === '1') return { response_type: 'ephemeral', text: '' };
      const line = readLine(fields);
      if (!line) throw unreadable();
      return type(line, left(request));
    });
  });

  if (!slack?.connect) return;
  const socket = await slack.connect({
    received: async (kind, body) => {
      if (kind === 'interactive') {
        if (!(await click(body, ANSWER_MS))) app.log.warn('a click in Slack cannot be read');
        return undefined;
      }
      const line = readLine(body);
      return line && type(line, ANSWER_MS);
    },
    say: (line) => app.log.warn(line),
  });
  app.addHook('onClose', () => socket.close());
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function unreadable(): HttpProblem {
  return new HttpProblem('invalid-content', 'this is nothing that Slack sends for the buttons or the command of Rung');
}
