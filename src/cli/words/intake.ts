/** What is said of an intake on this machine: how to call it, and where help desks send to. */

export interface RunningIntake {
  /** `http://host:port`. */
  url: string;
  /** Nobody is let in without a key. */
  needsKey: boolean;
  /** The mappings whose deliveries can be believed. */
  connected: readonly string[];
}

/** A ticket by HTTP, as a program would open one: lines to paste into a terminal. */
export function firstCall({ url, needsKey }: RunningIntake): string[] {
  const ticket = { ticketId: 'T-1042', status: 'open', priority: 'normal', customerTier: 'enterprise', slaHours: 8 };
  const call = `${url}/v1/tickets --json '${JSON.stringify(ticket)}'`;
  if (!needsKey) return [`curl ${call}`];
  return ['KEY=$(npx rung key create --scope read,write)', `curl -H "Authorization: Bearer $KEY" ${call}`];
}

/** Its page, and the address of each help desk that is connected. */
export function intakePlaces({ url, connected }: RunningIntake): string[] {
  const webhooks = connected.map((name) => `${url}/webhooks/${name}`).join(' ');
  return [
    `The intake         ${url}/docs`,
    `Help desks         ${webhooks === '' ? 'none is connected; docs/integrations says how' : webhooks}`,
  ];
}
