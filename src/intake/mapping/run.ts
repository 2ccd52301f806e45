/** What a delivery becomes by a mapping: pure but for the time that expressions may take. */
import { iso, type IsoInstant } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import { LONGEST as LONGEST_TEXT } from '../../sentiment/scorer.js';
import { BodyError, readBody } from '../body.js';
import { headersByName, type Headers } from '../signatures/headers.js';
import { Evaluation } from './evaluation.js';
import type { Expression } from './expression.js';
import {
  DeliveryError,
  SPEAKERS,
  type Created,
  type FactLine,
  type Speaker,
  type TicketValues,
  type Told,
} from './facts.js';
import { hashOf, saysNothing } from './functions.js';
import type { Mapping } from './load.js';
import { readValues } from './ticket-values.js';

export interface Delivery {
  headers: Headers;
  body: Uint8Array;
  /** What stands in the URL after the name of the mapping: `['7']` of `/webhooks/chatwoot/7`. */
  path?: readonly string[];
  /** What stands after the `?` of the URL. */
  query?: string;
  receivedAt: Instant;
}

const LONGEST_ID = 200;

export interface TellOptions {
  /** What customers wrote is looked at, for scoring; it goes no further. Default: it is not. */
  texts?: boolean;
}

/** What a delivery becomes; whether it is genuine is not asked here. @throws DeliveryError when it cannot be read */
export async function tell(mapping: Mapping, delivery: Delivery, options: TellOptions = {}): Promise<Told> {
  const headers = headersByName(delivery.headers);
  const evaluation = new Evaluation(
    bodyOf(mapping, delivery, headers),
    variables(mapping, delivery, headers),
    delivery.receivedAt,
  );
  for (const [name, expression] of Object.entries(mapping.let)) await evaluation.bind(name, expression);
  const dedupeKey = identity(await evaluation.value(mapping.delivery, 'delivery'), 'delivery');
  for (const [i, { when, because }] of mapping.ignore.entries()) {
    if (await evaluation.holds(when, `ignore[${i}].when`)) return { dedupeKey, facts: [], ignored: because };
  }
  return new Telling(mapping, evaluation, options).tell(dedupeKey);
}

function bodyOf({ form }: Mapping, { body }: Delivery, headers: Record<string, string>): unknown {
  try {
    return readBody(body, headers['content-type'], { form });
  } catch (error) {
    if (error instanceof BodyError) throw new DeliveryError(400, error.message, { cause: error });
    throw error;
  }
}

function variables(mapping: Mapping, { path = [], query = '', receivedAt }: Delivery, headers: Record<string, string>) {
  return {
    headers,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    received_at: iso(receivedAt),
    settings: mapping.settings,
  };
}

/** A text that identifies something: as it is if it can be, else its hash. @throws DeliveryError 422 when there is none */
function identity(value: unknown, where: string): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || saysNothing(text))
    throw new DeliveryError(422, `${where}: there is nothing to know it by`);
  return text.length <= LONGEST_ID && !/\p{C}/u.test(text) ? text : hashOf(text);
}

/** An entry of a mapping that tells of something that happened. */
interface Entry {
  when?: Expression;
  at?: Expression;
  id?: Expression;
}

class Telling {
  private ticketId = '';
  private at: IsoInstant = '';

  constructor(
    private readonly mapping: Mapping,
    private readonly evaluation: Evaluation,
    private readonly options: TellOptions,
  ) {}

  async tell(dedupeKey: string): Promise<Told> {
    const { mapping, evaluation } = this;
    this.ticketId = await this.readTicketId();
    this.at = (await evaluation.instant(mapping.at, 'at')) ?? iso(evaluation.receivedAt);
    const shown = await readValues(mapping, mapping.ticket, evaluation, 'ticket');
    const created = await this.created(shown);
    const opened = await evaluation.holds(mapping.opened, 'opened', false);
    const changes = await this.changes();
    const { replies, spoke, ignored } = await this.said();
    const isClosing = (one: FactLine) => one.type === 'ticket_changed' && mapping.closing.includes(one.status ?? '');
    // What comes with a closing status is told before it, what comes with a status that reopens after it.
    const facts = [
      ...(opened ? [created] : []),
      ...changes.filter((one) => !isClosing(one)),
      ...replies,
      ...(await this.scores()),
      ...(await this.confirmations()),
      ...changes.filter(isClosing),
    ];
    return {
      dedupeKey,
      facts,
      ...(facts.length === 0 && { ignored: ignored ?? 'nothing in it is of use to Rung' }),
      ...(spoke.length > 0 && { spoke }),
      ...(shown.status !== undefined && { opens: await this.opening(created) }),
      ...(evaluation.warnings.length > 0 && { warnings: evaluation.warnings }),
    };
  }

  private async readTicketId(): Promise<string> {
    const id = await this.evaluation.value(this.mapping.ticket.id, 'ticket.id');
    const ticketId = `${this.mapping.prefix}${typeof id === 'string' || typeof id === 'number' ? id : ''}`;
    const right =
      /^[A-Za-z0-9][A-Za-z0-9._\-#@/]{0,199}$/.test(ticketId) && !ticketId.split('/').some((one) => /^\.*$/.test(one));
    if (right && !saysNothing(id)) return ticketId;
    const why = saysNothing(id)
      ? 'the delivery names no ticket'
      : /\{\{|\{%/.test(ticketId)
        ? 'it is a placeholder that was not filled in'
        : 'it cannot be the id of a ticket';
    throw new DeliveryError(422, `ticket.id: ${why}`);
  }

  private async created(shown: TicketValues): Promise<Created> {
    const { mapping, evaluation } = this;
    const createdAt = await evaluation.instant(mapping.ticket.created_at, 'ticket.created_at');
    const asOf = await evaluation.instant(mapping.ticket.as_of, 'ticket.as_of');
    const fields = Object.fromEntries(Object.entries(shown.fields ?? {}).filter(([, value]) => value !== null));
    return {
      at: this.at,
      ticketId: this.ticketId,
      type: 'created',
      eventId: 'created',
      ticket: {
        status: shown.status ?? mapping.defaults.status,
        priority: shown.priority ?? mapping.defaults.priority,
        customerTier: shown.customerTier ?? mapping.defaults.customer_tier,
        slaHours: shown.slaHours ?? mapping.defaults.sla_hours,
        ...(createdAt !== undefined && { createdAt }),
        ...(asOf !== undefined && { asOf }),
        ...(shown.assigneeGroup !== undefined && { assigneeGroup: shown.assigneeGroup }),
        ...(shown.tags !== undefined && { tags: shown.tags }),
        ...(Object.keys(fields).length > 0 && { fields }),
      },
    };
  }

  /** Of a ticket that was not known, when it is shown: it may have been created long before. */
  private async opening(created: Created): Promise<Created> {
    return { ...created, at: created.ticket.asOf ?? created.at };
  }

  private async changes(): Promise<FactLine[]> {
    return this.each('changed', this.mapping.changed, async (entry, where) => {
      const values = await readValues(this.mapping, entry, this.evaluation, where);
      if (Object.keys(values).length === 0) return undefined;
      return this.line('ticket_changed', entry, where, values);
    });
  }

  private async scores(): Promise<FactLine[]> {
    return this.each('scored', this.mapping.scored, async (entry, where) => {
      const score = await this.evaluation.value(entry.score, `${where}.score`);
      if (typeof score === 'number' && score >= -1 && score <= 1)
        return this.line('sentiment_scored', entry, where, { score: score + 0 });
      this.evaluation.warnings.push(`${where}.score is left out: it is not a number from -1 to 1`);
      return undefined;
    });
  }

  private async confirmations(): Promise<FactLine[]> {
    return this.each('confirmed', this.mapping.confirmed, (entry, where) =>
      this.line('resolution_confirmed', entry, where, {}),
    );
  }

  private async said() {
    const spoke: { by: Speaker; public: boolean }[] = [];
    let ignored: string | undefined;
    const replies = await this.each('said', this.mapping.said, async (entry, where) => {
      const by = await this.evaluation.value(entry.by, `${where}.by`);
      if (!SPEAKERS.includes(by as Speaker))
        throw new DeliveryError(422, `${where}.by: must be one of ${SPEAKERS.join(', ')}`);
      const speaker = by as Speaker;
      const isPublic = await this.evaluation.holds(entry.public, `${where}.public`);
      spoke.push({ by: speaker, public: isPublic });
      if (isPublic && speaker === 'customer') {
        const line = await this.line('customer_replied', entry, where, {});
        const text = this.options.texts ? await this.evaluation.valueIfAny(entry.text, `${where}.text`) : undefined;
        return typeof text === 'string' ? ({ ...line, text: text.slice(0, LONGEST_TEXT) } as FactLine) : line;
      }
      if (isPublic && speaker === 'agent') return this.line('agent_replied', entry, where, {});
      ignored = isPublic ? `a message of a ${speaker} is no reply` : `a private note (${speaker}) is no reply`;
      return undefined;
    });
    return { replies, spoke, ignored };
  }

  private async each<E extends Entry>(
    name: string,
    entries: readonly E[],
    read: (entry: E, where: string) => Promise<FactLine | undefined>,
  ): Promise<FactLine[]> {
    const lines: FactLine[] = [];
    for (const [i, entry] of entries.entries()) {
      const where = `${name}[${i}]`;
      const one = (await this.evaluation.holds(entry.when, `${where}.when`)) ? await read(entry, where) : undefined;
      if (one) lines.push(one);
    }
    return lines;
  }

  private async line(type: FactLine['type'], entry: Entry, where: string, values: object): Promise<FactLine> {
    const at = (await this.evaluation.instant(entry.at, `${where}.at`)) ?? this.at;
    const own = entry.id && identity(await this.evaluation.value(entry.id, `${where}.id`), `${where}.id`);
    const eventId = identity(`${KINDS[type]}:${own ?? `${at}:${hashOf(values).slice(0, 16)}`}`, where);
    return { at, ticketId: this.ticketId, type, eventId, ...values } as FactLine;
  }
}

/** What ids of events begin with. The same message may turn out to be of the other side; it is the same all the same. */
const KINDS: Record<FactLine['type'], string> = {
  created: 'created',
  customer_replied: 'message',
  agent_replied: 'message',
  ticket_changed: 'change',
  sentiment_scored: 'score',
  resolution_confirmed: 'confirmed',
};
