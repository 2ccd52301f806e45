/** The address of the mail server, which may hold a password. */

/** @throws Error when it is not a URL of nodemailer's form; the message does not show it. */
export function smtpAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) {
    throw new Error('SMTP_URL must look like smtp://user:password@host:587 (or smtps://…), special characters as %XX');
  }
  return url;
}

/** A function that takes the password out of a text, in every spelling that a mail server may throw back. */
export function withoutPassword({ href, username, password }: URL): (text: string) => string {
  if (!password) return (text) => text;
  const [user, plain] = [decoded(username), decoded(password)];
  const base64 = [plain, `\u0000${user}\u0000${plain}`].map((text) => Buffer.from(text).toString('base64'));
  const secrets = [href, ...base64, password, plain];
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone per cent sign: it is what it is
  }
}
