/** A worker that is told to stop has the time to end what it has begun: else an alert that was being sent is sent twice. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { boundsFrom, endingMs } from '../../src/delivery/bounds.js';
import { GRACE_MS } from '../../src/worker/run.js';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
/** Connections that are closed, a process that ends. */
const MARGIN_S = 5;

test.each([
  ['docker-compose.yml', /image: rung\n[\s\S]*?stop_grace_period: (\d+)s/],
  ['deploy/kubernetes/deployment.yaml', /terminationGracePeriodSeconds: (\d+)/],
])('%s waits for the slowest send that can be set', (file, period) => {
  const longest = GRACE_MS + endingMs(boundsFrom({ sendMs: 12_000 }));
  expect(Number(period.exec(read(file))?.[1])).toBeGreaterThanOrEqual(longest / 1000 + MARGIN_S);
});

test('the documents say how long that is', () => {
  const longest = (GRACE_MS + endingMs(boundsFrom({ sendMs: 12_000 }))) / 1000;
  for (const file of ['docs/operations.md', 'docker-compose.yml', 'deploy/kubernetes/deployment.yaml']) {
    expect(read(file), file).toContain(`${longest} s at most`);
  }
});
