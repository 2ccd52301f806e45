#!/usr/bin/env node
import { existsSync, readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { parseEnv } from 'node:util';

// Half of a short command's time is compiling; from Node 22 on that is kept.
module.enableCompileCache?.();

// Settings of this folder; what the environment says itself wins. A folder `.env` is somebody else's.
const { RUNG_ENV_FILE: named } = process.env;
const settings = named || '.env';
if (named || statSync(settings, { throwIfNoEntry: false })?.isFile()) {
  try {
    const bytes = readFileSync(settings);
    // What Windows saves as "Unicode": read as UTF-8, it would be settings that nobody knows.
    if (bytes.includes(0)) throw new Error('the file is UTF-16 text; save it as UTF-8');
    for (const [name, value] of Object.entries(parseEnv(bytes.toString().replace(/^\uFEFF/, ''))))
      process.env[name] ??= value;
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
