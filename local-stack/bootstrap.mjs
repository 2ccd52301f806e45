// Makes a fresh clone ready to run: packages, then the build. Does nothing, quickly, when both are there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = join(PROJECT, 'package-lock.json');
const INSTALLED = join(PROJECT, 'node_modules', '.package-lock.json');
const BUILT = join(PROJECT, 'dist', '.built');
const SOURCES = ['src', 'local-stack', 'demo', 'bench', 'examples', 'tsconfig.json', 'package.json'];

checkNode();
if (!isInstalled()) {
  say('Installing packages (a minute or so, once) …');
  // Where a registry lacks packages of other platforms, npm takes the lock file for incomplete; installing keeps to it all the same.
  if (!npm(['ci'], 'ignore')) orFail(['install', '--no-save']);
}
if (!isBuilt()) {
  say('Building …');
  orFail(['run', '--silent', 'build']);
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, '');
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const needed = /\d+(\.\d+)*/.exec(engines.node)[0].split('.').map(Number);
  const there = process.versions.node.split('.').map(Number);
  const first = needed.findIndex((part, i) => part !== there[i]);
  if (first >= 0 && there[first] < needed[first]) {
    fail(`Rung needs Node ${engines.node}, and this is ${process.versions.node}; install a newer one`);
  }
}

/** What is installed is what the lock file asks for. A newer lock file alone proves nothing: a checkout touches it too. */
function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  if (statSync(LOCK).mtimeMs <= statSync(INSTALLED).mtimeMs) return true;
  const wanted = JSON.parse(readFileSync(LOCK, 'utf8')).packages;
  const there = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || there[path]?.version === version,
  );
}

function isBuilt() {
  if (!existsSync(BUILT)) return false;
  const built = statSync(BUILT).mtimeMs;
  return SOURCES.every((path) => newest(join(PROJECT, path)) <= built);
}

function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function orFail(args) {
  if (!npm(args, 2)) fail(`npm ${args.join(' ')} did not work; what it said is above`);
}

/** @param output 2: standard error, since standard output belongs to whoever asked for us. */
function npm(args, output) {
  const program = process.env.npm_execpath;
  const [command, ...before] = program ? [process.execPath, program] : ['npm'];
  const { status } = spawnSync(command, [...before, ...args], { cwd: PROJECT, stdio: ['ignore', output, output] });
  return status === 0;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}
