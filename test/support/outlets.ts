/** A Slack and a mail server for each test, and the real channels to them. */
import { afterEach, beforeEach } from 'vitest';
import { emailChannel } from '../../src/channels/email/adapter.js';
import { slackChannel } from '../../src/channels/slack/adapter.js';
import { fixedToken } from '../../src/channels/slack/token.js';
import { SlackStub } from './slack-stub.js';
import { MailCatcher } from './smtp-server.js';

export class Outlets {
  slack!: SlackStub;
  smtp!: MailCatcher;

  /** To be made where a test file's hooks are registered. */
  constructor() {
    beforeEach(async () => {
      this.slack = await SlackStub.start();
      this.smtp = await MailCatcher.start();
    });
    afterEach(async () => {
      await this.slack.close();
      await this.smtp.close();
    });
  }

  /** @param limits of a post, and of one request of a look-up */
  slackPosts(limits: { sendMs?: number; findMs?: number } = {}) {
    return slackChannel({ token: fixedToken('xoxb-good'), apiUrl: this.slack.url, ...limits });
  }

  mails(limits: { sendMs?: number } = {}) {
    return emailChannel({ smtpUrl: this.smtp.url, from: 'rung@desk.example.com', ...limits });
  }
}
