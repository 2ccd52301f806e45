/** Whose settings a connection to Temporal takes: the SDK's own, but never for a server they are not about. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { connectClient } from '../../src/client/connect.js';
import { ConfigError, loadConfig } from '../../src/config/index.js';
import { temporalSettings } from '../../src/config/temporal.js';
import { startWorkers } from '../../src/worker/run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const CLOUD = 'desk.tmprl.cloud:7233';
const PROFILES = `
[profile.default]
address = "${CLOUD}"
namespace = "desk"
api_key = "secret"
[profile.default.tls]
server_name = "desk.tmprl.cloud"
[profile.keyless]
address = "temporal.example.com:7233"
`;

const folder = temporaryFolder();
beforeAll(async () => {
  await writeFile(join(folder, 'temporal.toml'), PROFILES);
  await writeFile(join(folder, 'broken.toml'), '[profile.default\n');
});
beforeEach(() => {
  for (const name of ['ADDRESS', 'NAMESPACE', 'API_KEY', 'PROFILE']) vi.stubEnv(`TEMPORAL_${name}`, undefined);
  vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'temporal.toml'));
});
afterEach(() => vi.unstubAllEnvs());

const failure = (): ConfigError => {
  try {
    temporalSettings();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('no ConfigError');
};

describe('nothing given', () => {
  it('takes the profile, and what the environment says of it', () => {
    expect(temporalSettings()).toMatchObject({
      namespace: 'desk',
      connectionOptions: { address: CLOUD, apiKey: 'secret', tls: { serverNameOverride: 'desk.tmprl.cloud' } },
    });
    vi.stubEnv('TEMPORAL_PROFILE', 'keyless');
    vi.stubEnv('TEMPORAL_NAMESPACE', 'mine');
    const { namespace, connectionOptions } = temporalSettings();
    expect({ namespace, ...connectionOptions }).toEqual({ namespace: 'mine', address: 'temporal.example.com:7233' });
  });

  it('needs no profile', () => {
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'nowhere.toml'));
    const { namespace, connectionOptions } = temporalSettings();
    expect({ namespace, ...connectionOptions }).toEqual({ namespace: 'default' });
  });

  it('names the setting when there is no such profile', () => {
    vi.stubEnv('TEMPORAL_PROFILE', 'prod');
    expect(failure().message).toBe(
      'TEMPORAL_PROFILE: there is no profile "prod"; ' +
        "name one of Temporal's profile file (TEMPORAL_CONFIG_FILE says which), or leave it out",
    );
  });

  it('says that the file cannot be read, and which setting names another', () => {
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'broken.toml'));
    expect(failure().message).toMatch(/^Temporal's profile file: cannot be read: [^]*TEMPORAL_CONFIG_FILE$/);
  });
});

describe('an address given', () => {
  const local = { address: '127.0.0.1:7233' };

  it('takes nothing of a profile that is about another server', () => {
    expect(temporalSettings(local)).toEqual({ connectionOptions: local, namespace: 'default' });
    expect(temporalSettings({ ...local, namespace: 'mine' })).toEqual({ connectionOptions: local, namespace: 'mine' });
  });

  it('takes nothing of a key in the environment that is for another server', () => {
    vi.stubEnv('TEMPORAL_ADDRESS', 'temporal.example.com:7233');
    vi.stubEnv('TEMPORAL_API_KEY', 'another secret');
    expect(temporalSettings(local)).toEqual({ connectionOptions: local, namespace: 'default' });
  });

  it('takes everything when it is the very one', () => {
    expect(temporalSettings({ address: CLOUD })).toEqual(temporalSettings());
    expect(temporalSettings({ address: CLOUD, namespace: 'other' })).toEqual({
      ...temporalSettings(),
      namespace: 'other',
    });
  });

  it('does not mind a file that cannot be read', () => {
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'broken.toml'));
    expect(temporalSettings(local)).toEqual({ connectionOptions: local, namespace: 'default' });
  });

  it('reaches a local server in spite of a foreign profile: client and workers', async () => {
    const place = { address: inject('temporalAddress'), namespace: 'default' };
    const client = await connectClient(place);
    expect(client.options.namespace).toBe('default');
    await client.connection.close();
    const config = loadConfig({
      MONGODB_URI: inject('mongoUri'),
      RUNG_TASK_QUEUE: 'foreign-profile',
      RUNG_AUDIT_EVERY: 'off',
    });
    const workers = await startWorkers({
      config,
      ...place,
      say: () => undefined,
      tickets: ticketsWorker(),
    });
    workers.shutdown();
    await workers.done;
  });
});
