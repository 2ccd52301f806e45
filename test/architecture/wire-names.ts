/** Names on the wire: spelled in the contract, nowhere else. */
import ts from 'typescript';
import { parse } from './imports.js';
import type { SourceText } from './sources.js';

export const CONTRACT = 'src/workflows/contract.ts';
export const ACTIVITIES = 'src/activities/index.ts';

const DEFINES = ['defineSignal', 'defineQuery', 'defineUpdate', 'defineSearchAttributeKey'];
/** Methods and options of Temporal's whose argument is a name on the wire. */
const SPEAKS = [
  'signal',
  'query',
  'executeUpdate',
  'startUpdate',
  'start',
  'execute',
  'executeChild',
  'startChild',
  'setHandler',
];
const OPTIONS = ['signal', 'workflowType', 'activityType'];

/** Every name the contract gives to a signal, query, update, search attribute or workflow. */
export function namesOfContract(source: SourceText): string[] {
  const names: string[] = [];
  walk(parse(source), (node) => {
    if (ts.isCallExpression(node) && DEFINES.includes(calledName(node)) && node.arguments[0]) {
      names.push(...literal(node.arguments[0]));
    }
    if (ts.isVariableDeclaration(node) && /_WORKFLOW$/.test(node.name.getText()) && node.initializer) {
      names.push(...literal(node.initializer));
    }
  });
  return names;
}

/** The names of the activities: what `createActivities` returns. */
export function namesOfActivities(source: SourceText): string[] {
  const names: string[] = [];
  walk(parse(source), (node) => {
    if (!ts.isFunctionDeclaration(node) || node.name?.text !== 'createActivities') return;
    walk(node, (inner) => {
      if (!ts.isReturnStatement(inner) || !inner.expression || !ts.isObjectLiteralExpression(inner.expression)) return;
      names.push(...inner.expression.properties.flatMap(({ name }) => (name ? [name.getText()] : [])));
    });
  });
  return names;
}

/**
 * Places that spell a name. One that is a plain word too (`state`, `escalate`) counts only where Temporal would take it as
 * a name: a string given to `signal()`, `query()` and the like.
 */
export function spelledNames(source: SourceText, names: readonly string[]): string[] {
  if (source.path === CONTRACT) return [];
  const file = parse(source);
  const found: string[] = [];
  walk(file, (node) => {
    if (!ts.isStringLiteralLike(node)) return;
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    if (isSpoken(node)) found.push(`${source.path}:${line} speaks the name '${node.text}' itself`);
    else if (names.includes(node.text) && !/^[A-Z]?[a-z]+$/.test(node.text)) {
      found.push(`${source.path}:${line} spells the name '${node.text}'`);
    }
  });
  return found;
}

function isSpoken(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.arguments[0] === node) {
    const name = calledName(parent);
    return SPEAKS.includes(name) || DEFINES.includes(name);
  }
  return ts.isPropertyAssignment(parent) && OPTIONS.includes(parent.name.getText());
}

function calledName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}

function literal(node: ts.Node): string[] {
  return ts.isStringLiteralLike(node) ? [node.text] : [];
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}
