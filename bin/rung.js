#!/usr/bin/env node
import { existsSync, statSync } from 'node:fs';
import module from 'node:module';

// Half of a short command's time is compiling; from Node 22 on that is kept.
module.enableCompileCache?.();

// Settings of this folder; what the environment says itself wins. A folder `.env` is somebody else's.
const { RUNG_ENV_FILE: named } = process.env;
const settings = named || '.env';
if (named || statSync(settings, { throwIfNoEntry: false })?.isFile()) {
  try {
    process.loadEnvFile(settings);
  } catch (error) {
    process.stderr.write(`${settings}: the settings cannot be read: ${error.message}\n`);
    process.exit(2);
  }
}

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'Rung is not built yet; run `npm install` in its folder first, which builds it, or `npm start`.\n',
  );
  process.exitCode = 1;
}
