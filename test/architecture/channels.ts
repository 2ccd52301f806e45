/** Who spells the name of a channel. */
import ts from 'typescript';
import { parse } from './imports.js';
import { LIMITS } from './limits.js';
import type { SourceText } from './sources.js';
import { walk } from './wire-names.js';

const FOLDER = /^src\/channels\/([^/]+)\//;

/** The folders that have a definition. */
export function namesOfChannels(sources: SourceText[]): string[] {
  return sources.flatMap(({ path }) => /^src\/channels\/([^/]+)\/definition\.ts$/.exec(path)?.[1] ?? []);
}

/** Where a file that is neither a channel's own nor a registry names one; a line each. */
export function spelledChannels(source: SourceText, names: string[]): string[] {
  const { path } = source;
  // What comes in from Slack or by a webhook is no channel.
  if (path.startsWith('src/intake/')) return [];
  if (FOLDER.test(path) || LIMITS.channels.registries.some((one) => path === `${one}.ts`)) return [];
  const file = parse(source);
  const found: string[] = [];
  walk(file, (node) => {
    const isSpelled = ts.isStringLiteralLike(node) || (ts.isIdentifier(node) && isKey(node));
    if (!isSpelled || !names.includes(node.text)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${path}:${line + 1} ${node.getText(file)}`);
  });
  return found;
}

/** The name of a property, in whichever way it is written or taken; not of a variable. */
function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent))
    return ts.isObjectBindingPattern(parent.parent) && (parent.propertyName ?? node) === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}
