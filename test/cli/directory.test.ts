/** People behind addresses, in one policy or in two. */
import { describe, expect, it } from 'vitest';
import { Directory } from '../../src/cli/simulate/directory.js';

const NEW = {
  people: {
    anna: { slack: 'U012ANNA', email: 'anna@example.com' },
    ben: { email: 'Desk@Example.com' },
    cem: { email: 'desk@example.com' },
  },
};
const OLD = {
  people: {
    a_miller: { email: 'ANNA@example.com', slack: 'U999OLDD' },
    ben: { email: 'ben@example.com' },
    dora: { slack: 'U012DORA' },
  },
};

describe('the people of one policy', () => {
  const people = new Directory([NEW]);

  it.each([
    ['slack:U012ANNA', 'anna'],
    ['email:anna@example.com', 'anna'],
    ['email:Anna@Example.COM', 'anna'],
    ['slack:anna@example.com', undefined],
    ['slack:u012anna', undefined],
    ['slack:#tier2-queue', undefined],
    ['email:managers@example.com', undefined],
    ['pager:somebody', undefined],
  ])('%s', (target, person) => {
    expect(people.personAt(target)).toBe(person);
  });

  it('who share an address are told apart by who is on call', () => {
    expect(people.personAt('email:desk@example.com')).toBe('ben');
    expect(people.personAt('email:desk@example.com', { primary: 'cem' })).toBe('cem');
    expect(people.personAt('email:desk@example.com', { primary: 'anna' })).toBe('ben');
    expect(people.personAt('email:anna@example.com', { primary: 'cem' })).toBe('anna');
  });

  it('are none where it names none', () => {
    expect(new Directory([{}]).personAt('email:anna@example.com')).toBeUndefined();
  });
});

it('of two policies somebody has one name, the first policy’s, for all of their addresses', () => {
  const people = new Directory([NEW, OLD]);
  expect(people.personAt('slack:U999OLDD')).toBe('anna');
  expect(people.personAt('email:anna@example.com')).toBe('anna');
  expect(people.personAt('email:ben@example.com')).toBe('ben');
  expect(people.personAt('slack:U012DORA')).toBe('dora');
  expect(new Directory([{}, OLD]).personAt('email:anna@example.com')).toBe('a_miller');
});
