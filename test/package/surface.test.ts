/** What the package exports, by the declarations of the build: everything that a signature mentions, and nothing else. */
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { PACKAGE_ROOT } from '../../local-stack/root.js';

const ENTRIES = Object.entries(manifest.exports).flatMap(([entry, at]): [string, string][] =>
  typeof at === 'string' ? [] : [[entry, join(PACKAGE_ROOT, at.types)]],
);

/** The checker knows our own declarations only: what other packages export is theirs to say. */
function readDeclarations(): ts.Program {
  const options: ts.CompilerOptions = { noLib: true, types: [], noEmit: true };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: join(dirname(from), text.replace(/\.js$/, '.d.ts')), extension: ts.Extension.Dts }
        : undefined,
    }));
  return ts.createProgram(
    ENTRIES.map(([, file]) => file),
    options,
    host,
  );
}

const program = readDeclarations();
const checker = program.getTypeChecker();

function resolved(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** What the declarations of this symbol name, through whatever their modules keep to themselves. */
function mentioned(symbol: ts.Symbol, seen = new Set<ts.Symbol>()): Set<ts.Symbol> {
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const at = checker.getSymbolAtLocation(node);
      const target = at && resolved(at);
      if (target && !seen.has(target) && isOfModule(target)) {
        seen.add(target);
        mentioned(target, seen);
      }
    }
    ts.forEachChild(node, visit);
  };
  symbol.declarations?.forEach(visit);
  return seen;
}

function isOfModule({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((declaration) => {
    const parent = ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent;
    return parent !== undefined && ts.isSourceFile(parent);
  });
}

/** A type that its own module exports; what it keeps to itself nobody needs by name. */
function isPublicType({ flags, declarations = [] }: ts.Symbol): boolean {
  const isExported = declarations.some(
    (declaration) => ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export,
  );
  return isExported && (flags & ts.SymbolFlags.Type) !== 0;
}

function namesOf(symbols: Iterable<ts.Symbol>): string[] {
  const placeOf = ({ declarations }: ts.Symbol) => relative(PACKAGE_ROOT, declarations![0]!.getSourceFile().fileName);
  return [...symbols].map((symbol) => `${symbol.name}, ${placeOf(symbol)}`).sort();
}

describe.each(ENTRIES)('the entry %s', (_entry, file) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  const exported = new Set(checker.getExportsOfModule(module).map(resolved));
  const values = [...exported].filter(({ flags }) => flags & ts.SymbolFlags.Value);
  const reached = new Set(values.flatMap((value) => [value, ...mentioned(value)]));

  it('exports the types that its signatures mention', () => {
    expect(namesOf([...reached].filter((symbol) => isPublicType(symbol) && !exported.has(symbol)))).toEqual([]);
  });

  it('exports no type that its signatures do not mention', () => {
    expect(values.length).toBeGreaterThan(2);
    expect(namesOf([...exported].filter((symbol) => !reached.has(symbol)))).toEqual([]);
  });
});
