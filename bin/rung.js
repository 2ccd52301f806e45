#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

// Half of a short command's time is compiling; from Node 22 on that is kept.
module.enableCompileCache?.();

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'Rung is not built yet; run `npm install` in its folder first, which builds it, or `npm start`.\n',
  );
  process.exitCode = 1;
}
