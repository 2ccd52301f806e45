/** What a TypeScript file imports, by any of the ways there are. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceText } from './sources.js';

export interface Import {
  /** As written; undefined for a dynamic import that computes it. */
  specifier: string | undefined;
  /** `src/domain/policy` for a file of ours (no extension), else the name of the package: `yaml`, `node:fs`, `@slack/web-api`. */
  target: string;
  ours: boolean;
  /** Gone at run time. `import { type A }` is not: it still loads the module. */
  typeOnly: boolean;
  line: number;
}

const parsed = new WeakMap<SourceText, ts.SourceFile>();

export function parse(source: SourceText): ts.SourceFile {
  const known = parsed.get(source);
  if (known) return known;
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, true);
  parsed.set(source, file);
  return file;
}

export function importsOf(source: SourceText): Import[] {
  const file = parse(source);
  const imports: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    const text = specifier && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    imports.push({ specifier: text, ...targetOf(source.path, text), typeOnly, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && loads(node)) {
      add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return imports;
}

function loads({ expression }: ts.CallExpression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  // `createRequire(import.meta.url)('package')`
  const called = ts.isCallExpression(expression) ? expression.expression : expression;
  return ts.isIdentifier(called) && called.text === (called === expression ? 'require' : 'createRequire');
}

function targetOf(from: string, specifier: string | undefined): Pick<Import, 'target' | 'ours'> {
  if (specifier === undefined) return { target: '', ours: false };
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(from), specifier);
    return { target: path.replace(/\.(js|ts|json)$/, ''), ours: true };
  }
  if (specifier.startsWith('node:')) return { target: specifier, ours: false };
  const parts = specifier.split('/');
  return { target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), ours: false };
}

/** What a file of ours needs to run: files of ours, however far away, and everything else that these import. */
export function reachedFrom(start: string, sources: SourceText[]): { files: string[]; others: string[] } {
  const files = new Set([start]);
  const others = new Set<string>();
  for (const file of files) {
    const source = sources.find(({ path }) => path === `${file}.ts`);
    for (const { target, ours, typeOnly } of source ? importsOf(source) : []) {
      if (!typeOnly) (ours ? files : others).add(target);
    }
  }
  return { files: [...files], others: [...others] };
}

/** A path within a package, wherever one is named; most files have none, and need not be parsed. */
const DEEP = /(?:from|import|require)\b[\s(]*['"`](?:@[\w.-]+\/[\w.-]+|[a-z][\w.-]*)\//;

/** Files of packages that those do not export; a line each. They may be gone with the next version. */
export function importsFromInside(source: SourceText): string[] {
  if (!DEEP.test(source.text)) return [];
  return importsOf(source).flatMap(({ specifier, target, ours, line }) => {
    if (ours || specifier === undefined || specifier === target || target.startsWith('node:')) return [];
    const entry = `.${specifier.slice(target.length)}`;
    return entry in entriesOf(target) ? [] : [`${source.path}:${line} ${specifier}`];
  });
}

function entriesOf(name: string): object {
  const { exports = {} } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
    exports?: object | string;
  };
  return typeof exports === 'string' ? {} : exports;
}
