/** What the aliases of a YAML document stand for. */
import { isAlias, visit, type Alias, type Document, type Node } from 'yaml';

/** What stands behind an alias: the last anchor of its name before it. Undefined: there is none. */
export type Behind = (alias: Alias) => Node | undefined;

/** Found in one walk: `Alias.resolve` walks the document for each. */
export function aliasesIn(document: Document): Behind {
  const anchors = new Map<string, Node>();
  const behind = new Map<Alias, Node | undefined>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) behind.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return (alias) => behind.get(alias);
}
