/** What pure code may not touch, and what only a main file may. */
import ts from 'typescript';
import { parse } from './imports.js';
import type { SourceText } from './sources.js';
import { walk } from './wire-names.js';

/** Globals that bring time, chance or the world in. */
const WORLD = [
  ...[
    'process',
    'console',
    'performance',
    'fetch',
    'crypto',
    'globalThis',
    'global',
    'structuredClone',
    'queueMicrotask',
  ],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'],
];

/** Where a file asks a clock, a die or the world; a line each. */
export function impurities(source: SourceText): string[] {
  return found(source, (node) => {
    if (isMember(node, 'Date', 'now') || isMember(node, 'Math', 'random')) return node.getText();
    const bareDate = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'Date';
    if (bareDate && (ts.isCallExpression(node) || !node.arguments?.length)) return node.getText();
    return ts.isIdentifier(node) && WORLD.includes(node.text) && isFree(node) ? node.text : undefined;
  });
}

/** What a module could keep from one ticket to the next: variables, and collections that begin empty; a name each. */
export function keptByModules(source: SourceText): string[] {
  const { path } = source;
  const file = parse(source);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) =>
      declarationList.declarations
        .filter((one) => !(declarationList.flags & ts.NodeFlags.Const) || beginsEmpty(one))
        .map(({ name }) => `${path} ${name.getText(file)}`),
    );
}

function beginsEmpty({ initializer, type }: ts.VariableDeclaration): boolean {
  if (!initializer || type?.getText().startsWith('readonly ')) return false;
  if (ts.isNewExpression(initializer)) {
    return /^(Weak)?(Map|Set)$/.test(initializer.expression.getText()) && !initializer.arguments?.length;
  }
  if (ts.isArrayLiteralExpression(initializer)) return initializer.elements.length === 0;
  return ts.isObjectLiteralExpression(initializer) && initializer.properties.length === 0;
}

const MAIN = ['env', 'exit', 'exitCode'];

/** Where a file reads the environment or ends the process; a line each. A `process` that is a parameter is somebody's choice. */
export function mainOnly(source: SourceText): string[] {
  return found(source, (node) => {
    for (const member of MAIN) if (isMember(node, 'process', member)) return `process.${member}`;
    if (!ts.isVariableDeclaration(node) || node.initializer?.getText() !== 'process' || isParameter('process', node)) {
      return undefined;
    }
    if (!ts.isObjectBindingPattern(node.name)) return 'process';
    const taken = node.name.elements.map(({ propertyName, name }) => (propertyName ?? name).getText());
    return taken.some((name) => MAIN.includes(name)) ? `process.${taken.join(', ')}` : undefined;
  });
}

function isParameter(name: string, node: ts.Node): boolean {
  for (let outer = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isFunctionLike(outer) && outer.parameters.some((parameter) => parameter.name.getText() === name))
      return true;
  }
  return false;
}

function found(source: SourceText, what: (node: ts.Node) => string | undefined): string[] {
  const file = parse(source);
  const lines: string[] = [];
  walk(file, (node) => {
    const text = what(node);
    if (text === undefined) return;
    lines.push(`${source.path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1} ${text}`);
  });
  return lines;
}

function isMember(node: ts.Node, object: string, member: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === member && node.expression.getText() === object;
  if (!ts.isElementAccessExpression(node) || !ts.isStringLiteralLike(node.argumentExpression)) return false;
  return node.argumentExpression.text === member && node.expression.getText() === object;
}

/** Not the name of a property, key or type member. */
function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return (
    !(ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) ||
    parent.name !== node
  );
}
