/** The compose file keeps step with the code: attributes, settings, and nothing open to the network. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { EAGER_ACTIVITIES } from '../../local-stack/temporal.js';
import { loadConfig } from '../../src/config/index.js';
import { SETTINGS } from '../../src/config/settings.js';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/contract.js';

interface Service {
  image: string;
  command?: string[];
  ports?: string[];
  healthcheck?: object;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
}

const file = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const { services, volumes } = parse(file) as { services: Record<string, Service>; volumes: Record<string, null> };
const { worker, intake, ...servers } = services;

it('registers every search attribute of the workflows', () => {
  const typeName = (type: string) => type.charAt(0) + type.slice(1).toLowerCase();
  const registered = services.temporal!.command!.filter((argument) => argument.startsWith('--search-attribute='));
  expect(registered.sort()).toEqual(
    Object.values(SEARCH_ATTRIBUTES)
      .map(({ name, type }) => `--search-attribute=${name}=${typeName(type)}`)
      .sort(),
  );
});

it('switches eager activities on, as the local stack does', () => {
  expect(services.temporal!.command).toContain(`--dynamic-config-value=${EAGER_ACTIVITIES}`);
});

it('gives the worker settings that it can use', () => {
  const env = Object.fromEntries(
    // As compose reads them when nothing is set: `${NAME:-default}`.
    Object.entries(worker!.environment!).map(([name, text]) => [name, text.replace(/^\$\{\w+:-(.*)\}$/, '$1')]),
  );
  expect(loadConfig(env)).toMatchObject({
    mongodbUri: 'mongodb://mongo:27017/rung?replicaSet=rung',
    channels: { email: { SMTP_URL: 'smtp://mail:1025' } },
    temporalUiUrl: 'http://127.0.0.1:8233',
  });
});

it('hands on every setting from the environment, but for where its own servers are', () => {
  const fixed = ['TEMPORAL_ADDRESS', 'TEMPORAL_UI_URL', 'MONGODB_URI'];
  const handedOn = Object.entries(worker!.environment!).filter(([name]) => !fixed.includes(name));
  expect(handedOn.map(([name]) => name).sort()).toEqual(
    Object.keys(SETTINGS)
      .filter((name) => !fixed.includes(name))
      .sort(),
  );
  const otherwise = handedOn.filter(([name, text]) => !text.startsWith(`\${${name}:-`) || !text.endsWith('}'));
  expect(otherwise).toEqual([]);
});

it('mounts the folder of secrets, not a file, so that a token can be replaced', () => {
  expect(worker!.volumes).toContain('./secrets:/run/secrets:ro');
  expect(existsSync(new URL('../../secrets/', import.meta.url))).toBe(true);
});

it('opens ports to this machine alone', () => {
  const ports = Object.values(services).flatMap((service) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
});

it('pins its images, keeps their data, and starts the worker when they are healthy', () => {
  for (const { image, healthcheck, volumes: mounts } of Object.values(servers)) {
    expect(image).toMatch(/:v?\d+\.\d+/);
    expect(healthcheck).toBeDefined();
    expect(mounts!.every((mount) => mount.split(':')[0]! in volumes)).toBe(true);
  }
  const healthy = Object.fromEntries(Object.keys(servers).map((name) => [name, { condition: 'service_healthy' }]));
  expect(worker!.depends_on).toEqual(healthy);
});

it('gives the intake the same settings, a port of this machine, and waits for a key before it starts it', () => {
  expect(intake).toMatchObject({
    profiles: ['intake'],
    environment: worker!.environment,
    command: ['node', 'bin/rung.js', 'intake'],
    ports: ['127.0.0.1:8787:8787'],
  });
  expect(worker!.environment!['RUNG_INTAKE_ADDRESS']).toBe('${RUNG_INTAKE_ADDRESS:-0.0.0.0:8787}');
});
