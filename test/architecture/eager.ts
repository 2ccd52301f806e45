/** What is loaded with a file, before anything of it is called. */
import ts from 'typescript';
import { importsOf, parse } from './imports.js';
import type { SourceText } from './sources.js';

/** The packages that a file loads at once, itself or through others. */
export function eagerPackages(entry: string, sources: readonly SourceText[]): string[] {
  const byTarget = new Map(sources.map((source) => [source.path.replace(/\.ts$/, ''), source]));
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const source = byTarget.get(path);
    if (!source) return;
    const lazy = new Set(dynamicLines(source));
    for (const { target, ours, typeOnly, line } of importsOf(source)) {
      if (typeOnly || lazy.has(line)) continue;
      if (ours) visit(target);
      else packages.add(target);
    }
  };
  visit(entry.replace(/\.ts$/, ''));
  return [...packages].sort();
}

/** Lines with an `import()`. */
function dynamicLines(source: SourceText): number[] {
  const file = parse(source);
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      lines.push(file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}
