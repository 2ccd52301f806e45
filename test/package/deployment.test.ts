/** Image, manifests and workflows name what there is: files, scripts, settings, ports, versions. No container or cluster is needed for that. */
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { SETTINGS } from '../../src/config/settings.js';
import { projectFiles, read } from '../architecture/sources.js';

const files = projectFiles();
const isThere = (path: string) => files.some((file) => file === path || file.startsWith(`${path}/`));
const textOf = (path: string) => read([path])[0]!.text;

/** Scripts of package.json that lines of shell run: `npm run bundle`, `npm test`. */
function scriptsIn(shell: string): string[] {
  const named = shell.matchAll(/\bnpm (?:run (?:--silent )?([\w:]+)|(test|start)\b)/g);
  return [...named].map(([, run, short]) => (run ?? short)!);
}

const unknownScripts = (shell: string) => scriptsIn(shell).filter((name) => !(name in manifest.scripts));

describe('the image', () => {
  const dockerfile = textOf('Dockerfile').replaceAll('\\\n', ' ');
  const stages = dockerfile.split(/^FROM .*$/m).slice(1);
  const copied = [...dockerfile.matchAll(/^COPY ((?!--).*)$/gm)].flatMap(([, words]) => words!.split(' ').slice(0, -1));

  it('copies what is in the repository, and no more of it is sent to be built', () => {
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !isThere(path))).toEqual([]);
    const [everything, ...kept] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const tops = copied.map((path) => path.split('/')[0]!);
    expect(kept.map((line) => line.replace(/^!/, '')).sort()).toEqual([...new Set(tops)].sort());
  });

  it('runs scripts and programs that there are', () => {
    expect(scriptsIn(dockerfile)).toEqual(['build', 'bundle']);
    expect(unknownScripts(dockerfile)).toEqual([]);
    const [, program] = /^CMD \["node", "dist\/(.*)\.js"\]$/m.exec(dockerfile)!;
    expect(isThere(`${program}.ts`)).toBe(true);
  });

  it('has all that the package has, but for what is there to be read', () => {
    const own = [...stages.at(-1)!.matchAll(/^COPY (?:--from=build )?(.*)$/gm)].flatMap(([, words]) =>
      words!.split(' ').slice(0, -1),
    );
    const inImage = new Set(own.map((path) => path.replace(/^\/app\//, '')));
    const lacking = manifest.files.filter((path) => !inImage.has(path));
    expect(lacking).toEqual(['examples', 'docs', '.env.example', 'CHANGELOG.md']);
  });
});

interface Container {
  env: { name: string; value?: string }[];
  ports: { name: string; containerPort: number }[];
  livenessProbe: { httpGet: { path: string; port: string } };
  readinessProbe: { httpGet: { path: string; port: string } };
  volumeMounts: { name: string; mountPath: string }[];
}

describe('the manifests', () => {
  const folder = 'deploy/kubernetes/';
  const documents = (file: string) =>
    parseAllDocuments(textOf(folder + file)).map((one) => one.toJS() as Record<string, never>);
  const { resources, images } = parse(textOf(`${folder}kustomization.yaml`)) as {
    resources: string[];
    images: { name: string; newTag: string }[];
  };
  const [deployment] = documents('deployment.yaml') as unknown as [
    {
      spec: {
        selector: { matchLabels: object };
        template: {
          metadata: { labels: object };
          spec: {
            serviceAccountName: string;
            containers: [Container & { image: string; envFrom: object[] }];
            volumes: object[];
          };
        };
      };
    },
  ];
  const { template, selector } = deployment.spec;
  const [worker] = template.spec.containers;
  const secrets = documents('secret.example.yaml') as unknown as {
    metadata: { name: string };
    stringData: Record<string, string>;
  }[];

  it('are of files that there are, of the image in this version', () => {
    expect(resources.filter((file) => !isThere(folder + file))).toEqual([]);
    expect(images).toEqual([{ name: worker.image, newName: worker.image, newTag: manifest.version }]);
    expect(textOf(`${folder}README.md`)).toContain(`docker build -t rung:${manifest.version} .`);
  });

  it('fit together', () => {
    const [budget] = documents('poddisruptionbudget.yaml');
    const [account] = documents('serviceaccount.yaml');
    expect(template.metadata.labels).toEqual(selector.matchLabels);
    expect(budget).toMatchObject({ spec: { selector } });
    expect(account).toMatchObject({ metadata: { name: template.spec.serviceAccountName } });
    const [settings, slack] = secrets;
    expect(worker.envFrom).toEqual([{ secretRef: { name: settings!.metadata.name } }]);
    expect(template.spec.volumes).toContainEqual(
      expect.objectContaining({ secret: expect.objectContaining({ secretName: slack!.metadata.name }) }),
    );
    const { mountPath } = worker.volumeMounts.find(({ name }) => name === 'slack')!;
    expect(worker.env).toContainEqual({
      name: 'SLACK_BOT_TOKEN_FILE',
      value: `${mountPath}/${Object.keys(slack!.stringData)[0]}`,
    });
  });

  it('give settings that there are, and ask where the worker answers', () => {
    const given = [...worker.env.map(({ name }) => name), ...Object.keys(secrets[0]!.stringData)];
    expect(given.length).toBeGreaterThan(5);
    // Where Temporal is says the SDK's own configuration.
    const sdks = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];
    expect(given.filter((name) => !(name in SETTINGS))).toEqual(sdks);
    const portOf = (name: string) => worker.ports.find((port) => port.name === name)!.containerPort;
    for (const [name, setting] of [
      ['metrics', 'RUNG_METRICS_ADDRESS'],
      ['health', 'RUNG_HEALTH_ADDRESS'],
    ] as const) {
      expect(worker.env).toContainEqual({ name: setting, value: `0.0.0.0:${portOf(name)}` });
    }
    expect(worker.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'health' });
    expect(worker.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'health' });
  });
});

describe.each(['ci', 'release'])('the workflow %s', (name) => {
  const text = textOf(`.github/workflows/${name}.yml`);

  it('pins each action by its commit, and says which version that is', () => {
    const actions = [...text.matchAll(/\buses: (.*)$/gm)].map(([, used]) => used!);
    expect(actions.length).toBeGreaterThan(2);
    const others = actions.filter((used) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used));
    expect(others.filter((used) => !isThere(used.replace('./', '')))).toEqual([]);
  });

  it('runs scripts and programs that there are', () => {
    expect(unknownScripts(text)).toEqual([]);
    const programs = [...text.matchAll(/\bnode ((?:bin|dist)\/[\w/.-]+)/g)].map(([, path]) => path!);
    expect(programs.filter((path) => !isThere(path.replace(/^dist\/(.*)\.js$/, '$1.ts')))).toEqual([]);
  });
});

describe('the workflow ci', () => {
  const { jobs } = parse(textOf('.github/workflows/ci.yml')) as {
    jobs: Record<string, { strategy?: { matrix: Record<string, string[]> }; steps: { run?: string }[] }>;
  };

  it('tests on the oldest Node that the package runs on, which is the one that is developed with', () => {
    const [oldest] = jobs['test']!.strategy!.matrix['node']!;
    expect(manifest.engines.node).toBe(`>=${oldest}.0`);
    expect(textOf('.nvmrc').trim()).toBe(oldest);
  });

  it('names a project of the tests', () => {
    const runs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
    const projects = runs.flatMap((run) => [...run.matchAll(/--project (\w+)/g)].map(([, project]) => project));
    expect(projects).toEqual(['pure']);
    expect(textOf('vitest.config.ts')).toContain(`project('pure'`);
  });
});
