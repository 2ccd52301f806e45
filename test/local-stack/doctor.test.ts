/** The doctor: what it finds on this machine, on servers that answer and on ones that do not. */
import { expect, inject, it } from 'vitest';
import { diagnose, type Check } from '../../local-stack/doctor.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ownServers } from './support/processes.js';

const dataDir = temporaryFolder();

async function checkOf(name: string, env: NodeJS.ProcessEnv): Promise<Check> {
  return (await diagnose({ ...ownServers(), ...env }, dataDir)).find((check) => check.name === name)!;
}

it('looks at everything that a local stack needs', async () => {
  const checks = await diagnose(ownServers(), dataDir);
  expect(checks.map(({ name }) => name)).toEqual([
    'Node.js',
    'Temporal',
    'MongoDB',
    'Time-skipping test server',
    'Build tools',
    'Local stack',
    'Ports',
    'Disk for data',
    'Disk for the cache',
  ]);
  // The servers of this test run were had somehow.
  expect(checks.slice(0, 3).filter(({ ok }) => !ok)).toEqual([]);
});

it('says what answers at the addresses of the environment', async () => {
  const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), MONGODB_URI: inject('mongoUri') };
  const temporal = await checkOf('Temporal', env);
  expect(temporal).toMatchObject({ ok: true });
  expect(temporal.detail).toMatch(/^\d+\.\d+\.\d+.*, by TEMPORAL_ADDRESS/);
  const mongo = await checkOf('MongoDB', env);
  expect(mongo).toMatchObject({ ok: true });
  expect(mongo.detail).toMatch(/^(MongoDB|FerretDB) .*, by MONGODB_URI$/);
});

it('says what to do where nothing answers', async () => {
  const nobody = { TEMPORAL_ADDRESS: '127.0.0.1:1', MONGODB_URI: 'mongodb://127.0.0.1:1/rung' };
  const remedy = 'Start that server, or correct the address, or leave it out.';
  expect(await checkOf('Temporal', nobody)).toMatchObject({ ok: false, remedy });
  expect(await checkOf('MongoDB', nobody)).toMatchObject({ ok: false, remedy });
});
