/** Links from tickets to their help desks. */
import { describe, expect, it } from 'vitest';
import { ticketLink } from '../../src/domain/ticket/links.js';

const DESKS = [
  'https://desk.example.com/tickets/{ticketId}',
  'zendesk=https://acme.zendesk.com/agent/tickets/{1}',
  'zammad=https://help.example.com/#ticket/zoom/{1}',
  'chatwoot=https://app.chatwoot.com/app/accounts/{1}/conversations/{2}',
  'github=https://github.com/{1}/{2}/issues/{3}',
  'github/acme/secret#=https://git.example.com/acme/secret/{1}?of={ticketId}',
  'ZD-=https://old.example.com/{1}',
].join(' ');

describe('several help desks', () => {
  it.each([
    ['T-1', 'https://desk.example.com/tickets/T-1'],
    ['zendesk/5158', 'https://acme.zendesk.com/agent/tickets/5158'],
    ['zammad/81', 'https://help.example.com/#ticket/zoom/81'],
    ['chatwoot/7/412', 'https://app.chatwoot.com/app/accounts/7/conversations/412'],
    ['github/acme/widget#512', 'https://github.com/acme/widget/issues/512'],
    ['github/acme/secret#9', 'https://git.example.com/acme/secret/9?of=github%2Facme%2Fsecret%239'],
    ['ZD-44', 'https://old.example.com/44'],
    // Begins like another, and is none of its tickets.
    ['zendesk-trigger/5158', 'https://desk.example.com/tickets/zendesk-trigger%2F5158'],
    // An address with a gap would lead somewhere else.
    ['github/acme', undefined],
    ['zendesk/', undefined],
  ])('%s', (ticketId, link) => {
    expect(ticketLink(DESKS, ticketId)).toBe(link);
  });
});

it('a ticket of no help desk that is named has no link', () => {
  expect(ticketLink('zendesk=https://acme.zendesk.com/agent/tickets/{1}', 'T-1')).toBeUndefined();
});

it('an equals sign in an address is no name of a help desk', () => {
  expect(ticketLink('https://desk.example.com/?ticket={ticketId}#top', 'T-1')).toBe(
    'https://desk.example.com/?ticket=T-1#top',
  );
});

it('an id stays one step of the address', () => {
  expect(ticketLink('https://desk.example.com/{ticketId}/x', 'a/../b?c#d')).toBe(
    'https://desk.example.com/a%2F..%2Fb%3Fc%23d/x',
  );
});
