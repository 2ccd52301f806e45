/** The first way that works is taken, and a machine without any is told what to do. */
import { expect, it } from 'vitest';
import { firstThatWorks, WayFailedError, type Way } from '../../local-stack/ways.js';

const works = (from: string): Way<{ port: number }> => ({ from, take: async () => ({ port: 1 }) });
const fails = (from: string, why: string): Way<{ port: number }> => ({
  from,
  take: () => Promise.reject(new WayFailedError(why)),
});

it('takes the first way that works and says which', async () => {
  const taken = firstThatWorks('A server', [fails('PATH', 'none'), works('the cache'), works('a download')], '');
  expect(await taken).toEqual({ port: 1, from: 'the cache' });
});

it('has a sentence for each way when none works, and what to install', async () => {
  const ways = [fails('PATH', 'there is no `mongod`'), fails('a download', 'mongodb.org cannot be reached from here')];
  await expect(firstThatWorks('MongoDB', ways, 'Install MongoDB.')).rejects.toThrow(
    [
      'MongoDB cannot be had on this machine:',
      '  - PATH: there is no `mongod`',
      '  - a download: mongodb.org cannot be reached from here',
      'Install MongoDB.',
    ].join('\n'),
  );
});
