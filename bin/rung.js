#!/usr/bin/env node
import { existsSync, readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { parseEnv } from 'node:util';

// Half of a short command's time is compiling; from Node 22 on that is kept.
module.enableCompileCache?.();

const built = (path) => new URL(`../dist/src/${path}`, import.meta.url);
const main = built('cli/main.js');
if (existsSync(main)) {
  await readSettings();
  await import(main.href);
} else {
  process.stderr.write(
    'Rung is not built yet; run `npm install` in its folder first, which builds it, or `npm start`.\n',
  );
  process.exitCode = 1;
}

/** Settings of this folder; what the environment says itself wins. */
async function readSettings() {
  const { RUNG_ENV_FILE: named } = process.env;
  const file = named || '.env';
  // A folder `.env` is somebody else's.
  if (!named && !statSync(file, { throwIfNoEntry: false })?.isFile()) return;
  try {
    const { readUtf8 } = await import(built('reading/utf8.js').href);
    const { text, wrong } = readUtf8(readFileSync(file));
    if (wrong) throw new Error(`the file ${wrong}; save it as UTF-8`);
    for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value;
  } catch (error) {
    process.stderr.write(`${file}: the settings cannot be read: ${error.message}\n`);
    process.exit(2);
  }
}
