/**
 * What the form alone cannot see: names that must exist or be unique, and entries that could never take effect. It reads
 * the file's plain value and passes over whatever the form objects to, so that all problems are found at once.
 */
import { problemAt } from '../../reading/problem-at.js';
import type { Problem } from '../../reading/problems.js';
import type { Source } from '../../reading/source.js';
import { clocks, plainNames, statuses } from './desk.js';
import { entries, repeated } from './finding.js';
import type { HolidayBook } from '../time/holidays.js';
import { holidays } from './holidays.js';
import { namesIn } from './names.js';
import { staff, targets } from './people.js';
import { deEscalations, rule } from './rules.js';

/** @param book without it nothing is said of the holidays of countries */
export function findInconsistencies(source: Source, book?: HolidayBook): Problem[] {
  const root = source.value;
  const names = namesIn(root);
  const named = (list: string) => entries(root, [list]).map((path) => [...path, 'name']);
  const findings = [
    ...repeated(named('tiers'), root, 'a tier'),
    ...repeated(entries(root, ['priorities']), root, 'a priority'),
    ...repeated(entries(root, ['closing_statuses']), root, 'a status'),
    ...repeated(named('rules'), root, 'a rule'),
    ...plainNames(root),
    ...clocks(root, names),
    ...statuses(root, names),
    ...staff(root, names),
    ...entries(root, ['tiers']).flatMap((tier) => targets(root, [...tier, 'notify'], names)),
    ...entries(root, ['rules']).flatMap((path) => rule(root, path, names)),
    ...deEscalations(root, names),
    ...(book ? holidays(root, book) : []),
  ];
  return findings.map(({ path, message, expected }) => problemAt(source, path, message, expected));
}
