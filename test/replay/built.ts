/** The workflow bundle as a release has it: made by the built worker out of built code, and kept beside the build. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import { kept } from '../support/kept.js';

const MADE_OF = {
  folders: ['src'],
  files: ['test/replay/built.ts', 'tsconfig.json', 'package.json', 'package-lock.json'],
};

/** Builds `src` elsewhere, as `npm run build` does but without checking types, and has the built worker make the bundle. */
export async function builtBundle(): Promise<{ codePath: string }> {
  return { codePath: await kept('built-bundle', MADE_OF, made) };
}

async function made(): Promise<string> {
  // It takes a second to load, and is seldom needed.
  const { default: ts } = await import('typescript');
  const release = await mkdtemp(join(await realpath(tmpdir()), 'rung-built-'));
  try {
    await cp(join(PACKAGE_ROOT, 'package.json'), join(release, 'package.json'));
    await symlink(join(PACKAGE_ROOT, 'node_modules'), join(release, 'node_modules'));
    const { config } = ts.readConfigFile(join(PACKAGE_ROOT, 'tsconfig.json'), ts.sys.readFile) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, PACKAGE_ROOT);
    // Without the project around it a file alone does not say that it is a module.
    const compilerOptions = { ...options, module: ts.ModuleKind.ESNext, sourceMap: false };
    const files = await readdir(join(PACKAGE_ROOT, 'src'), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const fileName = join(PACKAGE_ROOT, 'src', file);
      const source = await readFile(fileName, 'utf8');
      const built = ts.transpileModule(source, { fileName, compilerOptions });
      const target = join(release, 'dist', 'src', file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, built.outputText);
    }
    await promisify(execFile)(process.execPath, [join(release, 'dist', 'src', 'worker', 'make-bundle.js')]);
    return await readFile(join(release, 'dist', 'workflow-bundle.js'), 'utf8');
  } finally {
    await rm(release, { recursive: true, force: true });
  }
}
