/** Links to a ticket, at the help desk and in Temporal's Web UI. */

/** A template of links. */
export interface LinkTemplate {
  /** What ids of its tickets begin with; `''` for all others. */
  beginning: string;
  /** With `{ticketId}` for the id, `{1}`, `{2}`, … for the parts of what follows the beginning. */
  address: string;
}

/**
 * The templates in a setting, with blanks between them: `https://desk.example.com/tickets/{ticketId}`, or
 * `zendesk=https://acme.zendesk.com/agent/tickets/{1}` for ids that begin with `zendesk/`.
 */
export function linkTemplates(text: string): LinkTemplate[] {
  return text
    .split(/\s+/)
    .filter((one) => one !== '')
    .map((one) => {
      const [, name = '', address = one] = /^([A-Za-z0-9][A-Za-z0-9._\-#@/]*)=(.*)$/.exec(one) ?? [];
      return { beginning: /[A-Za-z0-9]$/.test(name) ? `${name}/` : name, address };
    });
}

/** @param templates as in {@link linkTemplates} @returns undefined where none of them is for this ticket */
export function ticketLink(templates: string, ticketId: string): string | undefined {
  const [template] = linkTemplates(templates)
    .filter(({ beginning }) => ticketId.startsWith(beginning))
    .sort((a, b) => b.beginning.length - a.beginning.length);
  if (!template) return undefined;
  const parts = ticketId.slice(template.beginning.length).split(/[/#]/);
  const value = (name: string) => (name === 'ticketId' ? ticketId : (parts[Number(name) - 1] ?? ''));
  const places = template.address.split(/\{(ticketId|[1-9])\}/).map((piece, i) => (i % 2 === 0 ? piece : value(piece)));
  // An address with a gap in it leads somewhere else.
  if (places.some((piece, i) => i % 2 === 1 && piece === '')) return undefined;
  return places.map((piece, i) => (i % 2 === 0 ? piece : encodeURIComponent(piece))).join('');
}

/** @param uiUrl base of the Web UI. @param runId default: the latest run's page */
export function workflowLink(uiUrl: string, namespace: string, workflowId: string, runId?: string): string {
  const path = ['namespaces', namespace, 'workflows', workflowId, ...(runId === undefined ? [] : [runId, 'history'])];
  return [uiUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
}
