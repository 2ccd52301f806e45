/** docs/policy.md says what the code does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Decision } from '../../src/domain/ladder/decision.js';
import type { Fact } from '../../src/domain/ticket/facts.js';
import type { NewTicket } from '../../src/domain/ticket/ticket.js';
import { simulate, type TimelineEvent } from '../../src/domain/simulation/timeline.js';
import { loadPolicy, parsePolicy } from '../../src/policy/index.js';
import { policyForm } from '../../src/policy/schema.js';
import { changed, problemsIn, warningsIn } from './policy-text.js';

const page = readFileSync('docs/policy.md', 'utf8');
const squeezed = page.replace(/ {2,}/g, ' ');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!);

interface Key {
  path: string;
  description: string | undefined;
  fallback: unknown;
}

/** Every key of the form, however deep. */
function keysOf(form: unknown, path = ''): Key[] {
  if (form instanceof z.ZodOptional || form instanceof z.ZodDefault) return keysOf(form.unwrap(), path);
  if (form instanceof z.ZodPipe) return keysOf(form.in, path);
  if (form instanceof z.ZodRecord) return keysOf(form.valueType, `${path}.<name>`);
  if (form instanceof z.ZodArray) return keysOf(form.element, `${path}[]`);
  if (!(form instanceof z.ZodObject)) return [];
  return Object.entries(form.shape as Record<string, z.ZodType>).flatMap(([key, value]) => {
    const own = path === '' ? key : `${path}.${key}`;
    const fallback = value instanceof z.ZodDefault ? value.def.defaultValue : undefined;
    return [{ path: own, description: value.description, fallback }, ...keysOf(value, own)];
  });
}

describe('the table of keys', () => {
  const keys = keysOf(policyForm);

  it.each(keys)('explains $path', ({ path, description }) => {
    expect(description).toMatch(/^[A-Z`].*\.$/);
    expect(squeezed).toMatch(
      new RegExp(`^\\| \`${escaped(path)}\` \\| [^|]+ \\| [^|]+ \\| ${escaped(description!)} \\|$`, 'm'),
    );
  });

  it('has no other key', () => {
    const rows = [...squeezed.matchAll(/^\| `([a-z_.<>[\]]+)` \| [^|]+ \| [^|]+ \| /gm)].map(([, path]) => path);
    expect(rows).toEqual(keys.map(({ path }) => path));
  });

  it('gives the defaults', () => {
    const { policy } = parsePolicy(
      'version: 1\ntiers: [{ name: A, group: a }, { name: B, group: b }]\nrules: [{ name: r, when: { idle: 1h }, to: B }]',
      'p.yaml',
    );
    expect(squeezed).toContain(`| \`priorities\` | list of texts | \`[${policy.priorities.join(', ')}]\` |`);
    expect(squeezed).toContain(`| \`cooldown\` | length of time, may be \`0\` | \`${policy.cooldown / 3_600_000}h\` |`);
    expect(squeezed).toContain(`| \`rules[].bump\` | whole number, 0 or more | \`${policy.rules[0]!.bump}\` |`);
    expect(squeezed).toContain(
      `| \`rules[].bypass_cooldown\` | \`true\` or \`false\` | \`${policy.rules[0]!.bypassCooldown}\` |`,
    );
  });
});

/** The rotations of the page have begun by then. */
const WRITTEN = Date.UTC(2026, 2, 2) / 86_400_000;

it('has only policies that are right', () => {
  const snippets = blocks('yaml');
  expect(snippets.length).toBeGreaterThan(1);
  for (const snippet of snippets) {
    const isWhole = snippet.includes('version:');
    const whole = isWhole ? snippet : stringify({ ...parse(snippets[0]!), ...parse(snippet) });
    expect(problemsIn(whole), snippet).toEqual([]);
    // A few rules by themselves need not lead everywhere.
    const warnings = warningsIn(whole, WRITTEN).filter((one) => isWhole || !one.includes('no rule leads to'));
    expect(warnings, snippet).toEqual([]);
  }
});

it('shows problems as they are told', () => {
  const text = changed('cooldown: 4h', 'cooldown: 4')
    .replace('sla_used: 75%', 'sla_usd: 75%')
    .replace('to: next', 'to: L4');
  expect(blocks('')).toContain(
    `${problemsIn(text)
      .map((line) => `policies/mine.yaml:${line}`)
      .join('\n')}\n`,
  );
});

it('tells a timeline as it goes', async () => {
  const { policy, hash } = await loadPolicy('policies/default.yaml');
  const events = blocks('jsonl')[0]!.trim().split('\n').map(timelineEvent);
  const { decisions } = simulate(events, policy, hash);
  expect(decisions.map(inWords)).toEqual(blocks('text')[0]!.trim().split('\n'));
});

it('names real mistakes', () => {
  for (const [passage, instead] of [
    ['slack: "#l2"', 'slack: #tier2-queue'],
    ['cooldown: 4h', 'cooldown: 4'],
    ['sla_used: 75%', 'sla_used: 75'],
    ['sla_used: 75%', 'sla_used: 0.75'],
    ['status: [open]', 'status: open'],
    ['to: L2', 'to: L1'],
    [
      'sentiment_at_least: 0.05 }, to: previous }',
      'sentiment_at_least: 0.1 }, to: base }\n  - { when: { sentiment_at_least: 0.6 }, to: base }',
    ],
  ] as const) {
    expect(problemsIn(changed(passage, instead)), instead).not.toEqual([]);
  }
  expect(warningsIn(changed('sla_used: 75%', 'tier: [L2]'))).toHaveLength(1);
  expect(warningsIn(changed('sla_used: 75%', 'sentiment_below: 0.3'))).toHaveLength(1);
});

it('links to files that are there', () => {
  for (const [, target] of page.matchAll(/\]\((\.\.\/[^)]+)\)/g))
    expect(() => readFileSync(`docs/${target}`)).not.toThrow();
});

function timelineEvent(line: string, i: number): TimelineEvent {
  const { at, ticketId, ticket, ...fact } = JSON.parse(line) as { at: string; ticketId: string; ticket?: NewTicket };
  const instant = Date.parse(at);
  if (ticket) return { at: instant, type: 'created', ticket: { ...ticket, ticketId } };
  return { at: instant, ticketId, fact: { ...(fact as Fact), eventId: `e${i}`, at: instant } };
}

function inWords(decision: Decision): string {
  const minute = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const start = `${minute(decision.at)} ${decision.kind}`;
  switch (decision.kind) {
    case 'held':
      return `${start} ${decision.rule} until ${minute(decision.until)}`;
    case 'closed':
      return `${start} as ${decision.status}`;
    case 'escalated':
    case 'deescalated': {
      const why = decision.kind === 'escalated' ? `by ${decision.rule}` : `for ${decision.reason}`;
      const { from, to, priority } = decision;
      return `${start} ${from} to ${to} ${why}, priority ${priority.from} to ${priority.to}`;
    }
    default:
      throw new Error(`no words for ${decision.kind}`);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
