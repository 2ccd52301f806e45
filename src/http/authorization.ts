/** How we show a proxy who we are. */

/** The header, from the user and the password in the proxy's address; none without them. */
export function authorizationFor({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}
