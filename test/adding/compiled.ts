/** What the compiler says of the source with something changed in it. Nothing is written to disk. */
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { PACKAGE_ROOT } from '../../local-stack/root.js';

export interface Edit {
  /** From the top of the repository. */
  file: string;
  /** Stands in it once. */
  from: string;
  to: string;
}

const OPTIONS: ts.CompilerOptions = {
  ...{ target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts'], types: [] },
  ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  // What comes of packages is `any` here.
  ...{ strict: true, noImplicitAny: false, noUncheckedIndexedAccess: true, skipLibCheck: true, noEmit: true },
};

/**
 * What is wrong in these files, each as `src/file.ts: what`. Packages are not read: what comes of them may be anything.
 * @throws Error when an edit finds nothing to change, or more than one place
 */
export function complaints(edits: readonly Edit[], files: readonly string[]): string[] {
  const texts = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const path = join(PACKAGE_ROOT, file);
    const parts = (texts.get(path) ?? ts.sys.readFile(path) ?? '').split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times ${JSON.stringify(from)}`);
    texts.set(path, parts.join(to));
  }
  const paths = files.map((file) => join(PACKAGE_ROOT, file));
  const program = ts.createProgram(paths, OPTIONS, hostWith(texts));
  return paths.flatMap((path) => {
    const source = program.getSourceFile(path);
    if (!source) throw new Error(`${path} is not there`);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => {
      const name = relative(PACKAGE_ROOT, path).replaceAll('\\', '/');
      return `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

function hostWith(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const { readFile, getSourceFile } = host;
  host.readFile = (path) => texts.get(path) ?? readFile.call(host, path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: join(dirname(from), text.replace(/\.js$/, '.ts')), extension: ts.Extension.Ts }
        : undefined,
    }));
  return host;
}
