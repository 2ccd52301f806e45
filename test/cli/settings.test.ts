/** The environment, then the local stack that is running. */
import { expect, it } from 'vitest';
import { settingsOf } from '../../src/cli/settings.js';

const stack = {
  temporalAddress: '127.0.0.1:7233',
  temporalNamespace: 'default',
  mongodbUri: 'mongodb://127.0.0.1/stack',
};

it('what the environment says wins over the stack, the namespace alone too', () => {
  expect(settingsOf(stack, {})).toMatchObject({ address: '127.0.0.1:7233', namespace: 'default' });
  const { config, ...temporal } = settingsOf(stack, { TEMPORAL_NAMESPACE: 'mine', MONGODB_URI: 'mongodb://h/mine' });
  expect(temporal).toEqual({ address: '127.0.0.1:7233', namespace: 'mine' });
  expect(config.mongodbUri).toBe('mongodb://h/mine');
});

it("without a stack Temporal's place is the SDK's own business", () => {
  const { address, namespace } = settingsOf({}, { TEMPORAL_NAMESPACE: 'mine' });
  expect({ address, namespace }).toEqual({ address: undefined, namespace: undefined });
});
