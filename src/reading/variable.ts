/** Variables of the environment that are named after something of the user's. */

/** `RUNG_WEBHOOK_ZENDESK_TRIGGER` for `RUNG_WEBHOOK` and `zendesk-trigger`. */
export function variableFor(prefix: string, name: string): string {
  return `${prefix}_${name.toUpperCase().replaceAll('-', '_')}`;
}
