/** docs/integrations says what the code does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readTicketUrl } from '../../src/config/urls.js';
import { ticketLink } from '../../src/domain/ticket/links.js';
import { BUILT_IN, OWN } from '../../src/intake/mapping/functions.js';
import { parseMapping } from '../../src/intake/mapping/load.js';
import { tell } from '../../src/intake/mapping/run.js';
import { mappingForm } from '../../src/intake/mapping/schema.js';
import { secretsVariable } from '../../src/intake/secrets.js';
import { SCHEME_NAMES } from '../../src/intake/signatures/schemes.js';
import { inShort, RECEIVED } from './deliveries.js';

/** The id of a ticket by each mapping. */
const TICKETS: Record<string, string> = {
  chatwoot: 'chatwoot/7/412',
  freshdesk: 'freshdesk/6541',
  github: 'github/acme/widget#512',
  'standard-webhooks': 'standard-webhooks/T-1042',
  zammad: 'zammad/81',
  zendesk: 'zendesk/5158',
  'zendesk-trigger': 'zendesk-trigger/5170',
};

const page = readFileSync('docs/integrations/mapping.md', 'utf8');
const squeezed = page.replace(/ {2,}/g, ' ');
const blocks = (language: string, text = page) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block!);

/** Every key of the form, however deep. */
function keysOf(form: unknown, path = ''): { path: string; description: string | undefined }[] {
  if (form instanceof z.ZodOptional || form instanceof z.ZodDefault || form instanceof z.ZodPrefault) {
    return keysOf(form.unwrap(), path);
  }
  if (form instanceof z.ZodArray) return keysOf(form.element, `${path}[]`);
  if (!(form instanceof z.ZodObject)) return [];
  return Object.entries(form.shape as Record<string, z.ZodType>).flatMap(([key, value]) => {
    const own = path === '' ? key : `${path}.${key}`;
    return [{ path: own, description: value.description }, ...keysOf(value, own)];
  });
}

describe('the page about mappings', () => {
  it('has every key, with its meaning, and no other', () => {
    const keys = keysOf(mappingForm);
    const part = squeezed.slice(squeezed.indexOf('## Every key'), squeezed.indexOf('## Schemes'));
    const rows = [...part.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, path, description]) => ({
      path,
      description,
    }));
    expect(rows).toEqual(keys);
    for (const { description } of keys) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it('has every function and every scheme', () => {
    for (const { name, means } of OWN) expect(squeezed).toContain(`| \`$${name}\` | ${means} |`);
    expect(squeezed).toContain(BUILT_IN.map((name) => `\`$${name}\``).join(', '));
    const schemes = squeezed.slice(squeezed.indexOf('## Schemes'));
    expect([...schemes.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual(['scheme', ...SCHEME_NAMES]);
  });

  it('shows a mapping that is right, and a delivery that becomes a reply by it', async () => {
    const mapping = parseMapping(blocks('yaml')[0]!, 'page');
    const body = Buffer.from(blocks('json').find((block) => block.includes('comment.added'))!);
    const { facts, opens } = await tell(mapping, { headers: {}, body, receivedAt: RECEIVED });
    expect(facts).toEqual([
      { at: '2026-01-05T09:00:00.000Z', ticketId: 'my-desk/512', type: 'customer_replied', eventId: 'message:9' },
    ]);
    expect(opens!.ticket).toMatchObject({
      status: 'open',
      customerTier: 'gold',
      createdAt: '2026-01-05T08:00:00.000Z',
    });
  });
});

describe.each(readdirSync('integrations').map((file) => file.replace('.yaml', '')))('the page of %s', (name) => {
  const file = `docs/integrations/${name}.md`;

  it('says where, with which secret, how to try it and what it cannot tell', () => {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(`/webhooks/${name}`);
    expect(text).toContain(secretsVariable(name));
    expect(text).toContain(`rung intake try integrations/${name}.yaml`);
    expect(text).toMatch(/^## What it cannot tell$/m);
    expect(text).toContain('(mapping.md)');
  });

  it('says how alerts lead to the ticket', () => {
    const [, templates = ''] = /`RUNG_TICKET_URL="([^"]+)"`/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(readTicketUrl(templates)).toEqual({ value: templates });
    const link = ticketLink(templates, TICKETS[name]!);
    expect(link).toMatch(/^https:\/\/[a-z.]+\/(?!.*(?:[{}]|%2F|undefined))/);
    expect(link).toContain(TICKETS[name]!.split(/[/#]/).at(-1));
  });

  it('links to what is there', () => {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (!target!.startsWith('http')) expect(existsSync(`docs/integrations/${target}`), target).toBe(true);
    }
  });

  it('has templates that become what they say', async () => {
    for (const block of blocks('json', readFileSync(file, 'utf8'))) {
      const filled = block
        .replace(/\{\{ticket\.id\}\}/g, '5170')
        .replace(/\{\{[^}]*updated_at[^}]*\}\}|\{\{[^}]*created_at[^}]*\}\}/g, '2026-11-29T09:00:00Z')
        .replace(/\{\{[^}]*\}\}|\{%[^%]*%\}/g, 'x');
      const mapping = parseMapping(readFileSync(`integrations/${name}.yaml`, 'utf8'), name);
      const told = await tell(mapping, {
        headers: { 'webhook-id': 'm' },
        body: Buffer.from(filled),
        receivedAt: RECEIVED,
      });
      expect(inShort(told)[0], block).not.toMatch(/^ignored: nothing/);
    }
  });
});
