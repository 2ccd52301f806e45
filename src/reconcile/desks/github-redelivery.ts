/** GitHub sends a delivery once; what has failed is sent again if it is asked for. */
import type { Api } from '../api.js';
import { ApiError } from '../api-error.js';
import { idOf, rowOf, rowsOf, textOf, type Row } from '../rows.js';

const PAGE = 100;
/** How often one delivery is asked for: one that fails that often is not mended by asking. */
const MOST_ATTEMPTS = 4;
/** How many are asked for at a time. */
const MOST_ASKED = 100;

/**
 * Asks for what has failed and was not taken since, of webhooks of the repositories and of their organizations. Needs a token that may
 * administer these; without one it does nothing.
 * @param hookPath the end of our webhook's address
 */
export async function askForRedelivery(api: Api, repositories: readonly string[], hookPath: string): Promise<number> {
  let asked = 0;
  const organizations = new Set(repositories.map((repository) => repository.split('/')[0]!));
  const places = [...repositories.map((one) => `/repos/${one}`), ...[...organizations].map((one) => `/orgs/${one}`)];
  for (const place of places) {
    for (const hook of await hooksOf(api, place, hookPath))
      asked += await askFor(api, `${place}/hooks/${hook}/deliveries`, MOST_ASKED - asked);
  }
  return asked;
}

/** The same of the webhook of a GitHub App, if that leads to us. @param api as the App itself */
export async function askForRedeliveryOfApp(api: Api, hookPath: string): Promise<number> {
  const { value } = await api.get('/app/hook/config');
  if (!(textOf(rowOf(value)['url']) ?? '').endsWith(hookPath)) return 0;
  return askFor(api, '/app/hook/deliveries', MOST_ASKED);
}

async function askFor(api: Api, path: string, most: number): Promise<number> {
  const { value } = await api.get(path, { per_page: PAGE });
  const ids = toAskFor(rowsOf(value)).slice(0, most);
  for (const id of ids) await api.post(`${path}/${id}/attempts`);
  return ids.length;
}

async function hooksOf(api: Api, place: string, hookPath: string): Promise<string[]> {
  try {
    const { value } = await api.get(`${place}/hooks`, { per_page: PAGE });
    return rowsOf(value)
      .filter((hook) => hook['active'] !== false && (textOf(rowOf(hook['config'])['url']) ?? '').endsWith(hookPath))
      .flatMap((hook) => idOf(hook['id']) ?? []);
  } catch (error) {
    // A person owns repositories too. The changes themselves are read all the same.
    if (error instanceof ApiError && (error.trouble === 'refused' || error.trouble === 'missing')) return [];
    throw error;
  }
}

/** The newest attempt of each delivery that nobody has taken; the list is newest first. */
export function toAskFor(attempts: readonly Row[]): string[] {
  const byDelivery = new Map<string, Row[]>();
  for (const attempt of attempts) {
    const guid = textOf(attempt['guid']) ?? '';
    byDelivery.set(guid, [...(byDelivery.get(guid) ?? []), attempt]);
  }
  return [...byDelivery.values()].flatMap((all) => {
    const wasTaken = all.some(({ status_code: code }) => Number(code) >= 200 && Number(code) < 300);
    // What is wrong with it will be wrong again.
    const isUnreadable = all.some(({ status_code: code }) => [400, 413, 422].includes(Number(code)));
    if (wasTaken || isUnreadable || all.length >= MOST_ATTEMPTS) return [];
    return idOf(all[0]!['id']) ?? [];
  });
}
