/** The library as a help desk's program has it: in a folder of its own. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { loadPolicy } from '../../src/policy/index.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';

const BUILT = new URL('../../dist/src/', import.meta.url).href;

it('connects from any folder, with the policy that comes with Rung', async () => {
  const program = `
    import { connect } from '${BUILT}client/index.js';
    import { OWN_POLICY_FILE } from '${BUILT}policy/own-file.js';
    const rung = await connect({ address: ${JSON.stringify(inject('temporalAddress'))} });
    await rung.close();
    console.log(OWN_POLICY_FILE);`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tmpdir() });
  expect(stdout.trim()).toBe(OWN_POLICY_FILE);
  expect((await loadPolicy(OWN_POLICY_FILE)).hash).toBe((await loadPolicy('policies/default.yaml')).hash);
});
