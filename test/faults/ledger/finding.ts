/** Something that is not as promised. */
export interface Finding {
  kind: 'lost' | 'duplicated' | 'invented' | 'out of order' | 'stuck' | 'late' | 'different' | 'too little';
  what: string;
}

/** How many there are of a kind, and the first few. */
export function summary(findings: readonly Finding[], shown = 6): string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const all = findings.filter((finding) => finding.kind === kind);
    const first = all.slice(0, shown).map(({ what }) => `    ${what}`);
    return [
      `  ${kind}: ${all.length}`,
      ...first,
      ...(all.length > shown ? [`    and ${all.length - shown} more`] : []),
    ];
  });
}
