/** What a delivery tells, read part by part. */
import { iso, type IsoInstant } from '../../domain/time/instant.js';
import { LONGEST as LONGEST_TEXT } from '../../sentiment/scorer.js';
import type { Evaluation } from './evaluation.js';
import type { Expression } from './expression.js';
import {
  UnreadableDeliveryError,
  SPEAKERS,
  type Created,
  type FactLine,
  type Speaker,
  type TicketValues,
  type Told,
} from './facts.js';
import { hashOf, saysNothing } from './functions.js';
import type { Mapping } from './load.js';
import type { Steps } from './steps.js';
import { readValues } from './ticket-values.js';
import { isPlaceholder, NOT_FILLED_IN } from './words.js';

const LONGEST_ID = 200;

export interface TellOptions {
  /** What customers wrote is looked at, for scoring; it goes no further. Default: it is not. */
  texts?: boolean;
}

/** A text that identifies something: as it is if it can be, else its hash. @throws UnreadableDeliveryError 422 when there is none */
export function identity(value: unknown, where: string): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || saysNothing(text))
    throw new UnreadableDeliveryError(422, `${where}: there is nothing to know it by`);
  return text.length <= LONGEST_ID && !/\p{C}/u.test(text) ? text : hashOf(text);
}

/** An entry of a mapping that tells of something that happened. */
interface Entry {
  when?: Expression;
  at?: Expression;
  id?: Expression;
}

export class Telling {
  private ticketId = '';
  private at: IsoInstant = '';
  private readonly spoke: { by: Speaker; public: boolean }[] = [];
  private ignored: string | undefined;

  constructor(
    private readonly mapping: Mapping,
    private readonly evaluation: Evaluation,
    private readonly options: TellOptions,
  ) {}

  *tell(dedupeKey: string): Steps<Told> {
    const { mapping, evaluation } = this;
    this.ticketId = yield* this.readTicketId();
    this.at = (yield* evaluation.instant(mapping.at, 'at')) ?? iso(evaluation.receivedAt);
    const shown = yield* readValues(mapping, mapping.ticket, evaluation, 'ticket');
    const created = yield* this.created(shown);
    const opened = yield* evaluation.holds(mapping.opened, 'opened', false);
    const changes = yield* this.each('changed', mapping.changed, (entry, where) => this.change(entry, where));
    const replies = yield* this.each('said', mapping.said, (entry, where) => this.reply(entry, where));
    const scores = yield* this.each('scored', mapping.scored, (entry, where) => this.score(entry, where));
    const confirmations = yield* this.each('confirmed', mapping.confirmed, (entry, where) =>
      this.line('resolution_confirmed', entry, where, {}),
    );
    const { spoke, ignored } = this;
    const isClosing = (one: FactLine) => one.type === 'ticket_changed' && mapping.closing.includes(one.status ?? '');
    // What comes with a closing status is told before it, what comes with a status that reopens after it.
    const facts = [
      ...(opened ? [created] : []),
      ...changes.filter((one) => !isClosing(one)),
      ...replies,
      ...scores,
      ...confirmations,
      ...changes.filter(isClosing),
    ];
    return {
      dedupeKey,
      facts,
      ...(facts.length === 0 && { ignored: ignored ?? 'nothing in it is of use to Rung' }),
      ...(spoke.length > 0 && { spoke }),
      ...(shown.status !== undefined && { opens: opening(created) }),
      ...(evaluation.warnings.length > 0 && { warnings: evaluation.warnings }),
    };
  }

  private *readTicketId(): Steps<string> {
    const id = yield* this.evaluation.value(this.mapping.ticket.id, 'ticket.id');
    const ticketId = `${this.mapping.prefix}${typeof id === 'string' || typeof id === 'number' ? id : ''}`;
    const right =
      /^[A-Za-z0-9][A-Za-z0-9._\-#@/]{0,199}$/.test(ticketId) && !ticketId.split('/').some((one) => /^\.*$/.test(one));
    if (right && !saysNothing(id)) return ticketId;
    const why = saysNothing(id)
      ? 'the delivery names no ticket'
      : isPlaceholder(ticketId)
        ? NOT_FILLED_IN
        : 'it cannot be the id of a ticket';
    throw new UnreadableDeliveryError(422, `ticket.id: ${why}`);
  }

  private *created(shown: TicketValues): Steps<Created> {
    const { mapping, evaluation } = this;
    const createdAt = yield* evaluation.instant(mapping.ticket.created_at, 'ticket.created_at');
    const asOf = yield* evaluation.instant(mapping.ticket.as_of, 'ticket.as_of');
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

  private *change(entry: Mapping['changed'][number], where: string): Steps<FactLine | undefined> {
    const values = yield* readValues(this.mapping, entry, this.evaluation, where);
    if (Object.keys(values).length === 0) return undefined;
    return yield* this.line('ticket_changed', entry, where, values);
  }

  private *score(entry: Mapping['scored'][number], where: string): Steps<FactLine | undefined> {
    const score = yield* this.evaluation.value(entry.score, `${where}.score`);
    if (typeof score === 'number' && score >= -1 && score <= 1)
      return yield* this.line('sentiment_scored', entry, where, { score: score + 0 });
    this.evaluation.warnings.push(`${where}.score is left out: it is not a number from -1 to 1`);
    return undefined;
  }

  private *reply(entry: Mapping['said'][number], where: string): Steps<FactLine | undefined> {
    const by = yield* this.evaluation.value(entry.by, `${where}.by`);
    if (!SPEAKERS.includes(by as Speaker))
      throw new UnreadableDeliveryError(422, `${where}.by: must be one of ${SPEAKERS.join(', ')}`);
    const speaker = by as Speaker;
    const isPublic = yield* this.evaluation.holds(entry.public, `${where}.public`);
    this.spoke.push({ by: speaker, public: isPublic });
    if (isPublic && speaker === 'customer') {
      const line = yield* this.line('customer_replied', entry, where, {});
      const text = this.options.texts ? yield* this.evaluation.valueIfAny(entry.text, `${where}.text`) : undefined;
      return typeof text === 'string' ? ({ ...line, text: text.slice(0, LONGEST_TEXT) } as FactLine) : line;
    }
    if (isPublic && speaker === 'agent') return yield* this.line('agent_replied', entry, where, {});
    this.ignored = isPublic ? `a message of a ${speaker} is no reply` : `a private note (${speaker}) is no reply`;
    return undefined;
  }

  private *each<E extends Entry>(
    name: string,
    entries: readonly E[],
    read: (entry: E, where: string) => Steps<FactLine | undefined>,
  ): Steps<FactLine[]> {
    const lines: FactLine[] = [];
    for (const [i, entry] of entries.entries()) {
      const where = `${name}[${i}]`;
      const one = (yield* this.evaluation.holds(entry.when, `${where}.when`)) ? yield* read(entry, where) : undefined;
      if (one) lines.push(one);
    }
    return lines;
  }

  private *line(type: FactLine['type'], entry: Entry, where: string, values: object): Steps<FactLine> {
    const at = (yield* this.evaluation.instant(entry.at, `${where}.at`)) ?? this.at;
    const own = entry.id && identity(yield* this.evaluation.value(entry.id, `${where}.id`), `${where}.id`);
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

/** Of a ticket that was not known, when it is shown: it may have been created long before. */
function opening(created: Created): Created {
  return { ...created, at: created.ticket.asOf ?? created.at };
}
