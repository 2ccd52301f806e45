/** Types that files export. */
import ts from 'typescript';
import type { SourceText } from './sources.js';

/** Names of the interfaces, classes and other types that are declared and exported, each with its files. */
export function exportedTypes(sources: readonly SourceText[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { path, text } of sources) {
    for (const name of typesOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))) {
      files.set(name, [...(files.get(name) ?? []), path]);
    }
  }
  return files;
}

function typesOf({ statements }: ts.SourceFile): string[] {
  return statements.flatMap((one) => {
    const isType = ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one) || ts.isTypeAliasDeclaration(one);
    const isExported = isType && one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported && one.name ? [one.name.text] : [];
  });
}
