/** GitHub's API, as far as it is read: issues, comments, events, and deliveries of a hook. */
import { ApiStub, type Asked } from './server.js';

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
  /** The token may administer webhooks. */
  mayAdminister = true;
  api!: ApiStub;

  static async start(now: () => number): Promise<GitHubServer> {
    const server = new GitHubServer();
    server.api = await ApiStub.start((asked) => server.answer(asked), now);
    return server;
  }

  private answer({ method, path, query, headers }: Asked) {
    if (headers.authorization !== 'Bearer s3cret') return { status: 401, body: { message: 'Bad credentials' } };
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
      return { status: 202, body: {} };
    }
    return undefined;
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
