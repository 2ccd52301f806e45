/** GitHub's API, as far as it is read: issues, comments, events, and deliveries of a hook. */
import { verify, type KeyObject } from 'node:crypto';
import { ApiStub, type Answer, type Asked } from './server.js';

export type Row = Record<string, unknown>;

export class GitHubServer {
  issues: Row[] = [];
  comments: Row[] = [];
  /** Oldest first. */
  events: Row[] = [];
  deliveries: Row[] = [];
  /** Of the organization's hook; undefined: the owner is a person. */
  organizationDeliveries: Row[] | undefined;
  redelivered: string[] = [];
  /** Called with the id of an attempt that is asked for again. */
  redeliver: (attempt: string) => void = () => undefined;
  /** An App that is installed: its id, and what its tokens are verified with. */
  app: { id: string; publicKey: KeyObject; hookUrl: string } | undefined;
  /** Of the App's own webhook. */
  appDeliveries: Row[] = [];
  /** Tokens that its installation was given, and until when each lasts. */
  installationTokens = new Map<string, number>();
  /** The token may administer webhooks. */
  mayAdminister = true;
  api!: ApiStub;

  private constructor(private readonly now: () => number) {}

  static async start(now: () => number): Promise<GitHubServer> {
    const server = new GitHubServer(now);
    server.api = await ApiStub.start((asked) => server.answer(asked), now);
    return server;
  }

  private answer({ method, path, query, headers }: Asked) {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (this.app && isOfApp(this.app, token, this.now())) return this.ofApp(method, path.slice('/api/v3'.length));
    if (token !== 's3cret' && !((this.installationTokens.get(token) ?? 0) > this.now()))
      return { status: 401, body: { message: 'Bad credentials' } };
    if (path.startsWith('/api/v3/orgs/acme/'))
      return this.ofOrganization(method, path.slice('/api/v3/orgs/acme'.length));
    const repository = '/api/v3/repos/acme/widget';
    if (!path.startsWith(repository)) return undefined;
    const rest = path.slice(repository.length);
    const size = Number(query.get('per_page') ?? 30);
    const page = (rows: Row[]) => ({ body: rows.slice((Number(query.get('page') ?? 1) - 1) * size).slice(0, size) });
    const since = (rows: Row[]) =>
      page(
        rows
          .filter((one) => Date.parse(String(one['updated_at'])) >= Date.parse(query.get('since') ?? '1970-01-01'))
          .sort((a, b) => (String(a['updated_at']) < String(b['updated_at']) ? -1 : 1)),
      );
    if (rest === '/issues') return since(this.issues);
    if (rest === '/issues/comments') return since(this.comments);
    if (rest === '/issues/events') return page([...this.events].reverse());
    const issue = /^\/issues\/(\d+)$/.exec(rest);
    if (issue) {
      const found = this.issues.find(({ number }) => number === Number(issue[1]));
      return found && { body: found };
    }
    if (rest.startsWith('/hooks') && !this.mayAdminister) return { status: 404, body: {} };
    if (rest === '/hooks')
      return {
        body: [
          { id: 1, active: true, config: { url: 'https://other.example.com/hook' } },
          { id: 2, active: true, config: { url: 'https://rung.example.com/webhooks/github' } },
        ],
      };
    if (rest === '/hooks/2/deliveries') return page(this.deliveries);
    const attempt = /^\/hooks\/2\/deliveries\/(\d+)\/attempts$/.exec(rest);
    if (attempt && method === 'POST') {
      this.redelivered.push(attempt[1]!);
      this.redeliver(attempt[1]!);
      return { status: 202, body: {} };
    }
    return undefined;
  }

  private ofApp(method: string, path: string): Answer | undefined {
    if (path === '/app/hook/config') return { body: { url: this.app!.hookUrl, content_type: 'json' } };
    if (path === '/app/hook/deliveries') return { body: this.appDeliveries };
    if (path === '/repos/acme/widget/installation') return { body: { id: 77 } };
    if (path === '/app/installations/77/access_tokens' && method === 'POST') {
      const token = `ghs_${this.installationTokens.size}`;
      this.installationTokens.set(token, this.now() + 3_600_000);
      return { status: 201, body: { token, expires_at: new Date(this.now() + 3_600_000).toISOString() } };
    }
    const attempt = /^\/app\/hook\/deliveries\/(\d+)\/attempts$/.exec(path);
    if (!attempt || method !== 'POST') return undefined;
    this.redelivered.push(attempt[1]!);
    return { status: 202, body: {} };
  }

  private ofOrganization(method: string, rest: string) {
    const { organizationDeliveries: deliveries } = this;
    if (!deliveries || !this.mayAdminister) return { status: 404, body: { message: 'Not Found' } };
    if (rest === '/hooks')
      return { body: [{ id: 5, active: true, config: { url: 'https://rung.example.com/webhooks/github' } }] };
    if (rest === '/hooks/5/deliveries') return { body: deliveries };
    const attempt = /^\/hooks\/5\/deliveries\/(\d+)\/attempts$/.exec(rest);
    if (!attempt || method !== 'POST') return undefined;
    this.redelivered.push(attempt[1]!);
    return { status: 202, body: {} };
  }
}

/** A token that the App has made of its key, as GitHub takes it: not of the future, and for ten minutes at most. */
function isOfApp({ id, publicKey }: { id: string; publicKey: KeyObject }, token: string, now: number): boolean {
  const [head = '', claims = '', mark = ''] = token.split('.');
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(mark, 'base64url'))) return false;
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Row;
  const { iat, exp, iss } = read(claims) as { iat: number; exp: number; iss: string };
  return (
    read(head)['alg'] === 'RS256' && iss === id && iat <= now / 1000 && exp > now / 1000 && exp <= now / 1000 + 600
  );
}
