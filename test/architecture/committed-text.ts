/** What no committed file may hold: somebody's machine, somebody's package registry. */
import type { SourceText } from './sources.js';

const PLACES: [what: string, pattern: RegExp][] = [
  ['the path of a machine', /(?:^|[\s"'`(=:])(\/(?:home|Users|root|work|workspace|mnt|private)\/[\w.-]+)/g],
  ['the path of a machine', /\b([A-Za-z]:\\Users\\[\w.-]+)/g],
  [
    'the host of a registry',
    /((?:https?:)?\/\/(?:[\w.-]+@)?(?:[\w-]+\.)*(?:registry|artifactory|nexus|verdaccio|packages|npm|proxy|mirrors?)[\w-]*\.[\w.-]+)/g,
  ],
];

/** Hosts, and places inside published images, that stand for nobody's machine in particular. */
const PUBLIC = /^(?:(?:https?:)?\/\/(?:www\.npmjs\.com|docs\.npmjs\.com|packages\.temporal\.io)|\/home\/temporal$)/;

export function tracesOfMachines({ path, text }: SourceText): string[] {
  return PLACES.flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)]
      .filter(([, trace]) => !PUBLIC.test(trace!))
      .map((match) => `${path}:${text.slice(0, match.index).split('\n').length} ${what}: ${match[1]}`),
  );
}
