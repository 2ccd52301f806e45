/** Lint carries the architecture: the import limits are those of test/architecture/limits.json. */
import { readFileSync } from 'node:fs';
import { createNodeResolver, flatConfigs } from 'eslint-plugin-import-x';
import importX from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const { folders, adapters, mayReadTheEnvironment } = JSON.parse(
  readFileSync(new URL('test/architecture/limits.json', import.meta.url), 'utf8'),
);

const filesOf = (place) => [`${place}.ts`, `${place}/**/*.ts`];
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** One folder's limits on files of ours: everything in `src` and `dev` but what the table allows. */
function zones([folder, { may, typesOf = [] }]) {
  const allowed = [folder, ...may, ...typesOf].flatMap((place) => [place, `${place}.ts`]);
  const within = (from) =>
    allowed.filter((place) => place.startsWith(`${from}/`)).map((place) => place.slice(from.length + 1));
  const message = `${folder} may import ${[folder, ...may].join(', ')} and types of ${typesOf.join(', ') || 'nothing else'}.`;
  const target = [`./${folder}`, `./${folder}.ts`];
  return [
    { target, from: './src', except: within('src').map((place) => `./${place}`), message },
    ...(may.includes('dev') ? [] : [{ target, from: './dev', message }]),
  ];
}

/** One folder's limits on packages and on folders of which it may know types only. */
function packages([folder, { packages: names, typesOf = [], node }]) {
  const allowed = [...(node ? ['node:'] : []), ...names].map((name) =>
    name === 'node:' ? name : `${escaped(name)}(?:/|$)`,
  );
  return {
    files: filesOf(folder),
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(names.includes('*')
              ? []
              : [
                  {
                    regex: `^(?!\\.)${allowed.map((name) => `(?!${name})`).join('')}`,
                    message: `No package for ${folder}.`,
                  },
                ]),
            ...typesOf.map((place) => ({
              regex: `/${escaped(place.replace(/^src\//, ''))}(?:/|$)`,
              allowTypeImports: true,
              message: `${folder} may import only types of ${place}.`,
            })),
          ],
        },
      ],
    },
  };
}

/** A driver is imported by its adapter alone. */
function onlyHere(driver, files) {
  return {
    files: ['src/activities/**/*.ts', 'src/worker/**/*.ts'],
    ignores: files.map((start) => `${start}*.ts`),
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: driver, message: 'Only its adapter imports it.' }] }],
    },
  };
}

export default defineConfig(
  globalIgnores(['dist', 'node_modules', 'coverage', '.rung', 'test/replay/histories']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, flatConfigs.typescript],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { project: ['./tsconfig.test.json'], tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })] },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Ports are interfaces with methods, and fakes of them need not wait.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': 'error',
      'no-console': 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-empty-pattern': 'error',
      'no-fallthrough': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones: Object.entries(folders).flatMap(zones) },
      ],
    },
  },
  ...Object.entries(folders).map(packages),
  ...Object.values(adapters).flatMap(({ files, driver }) => (driver ? [onlyHere(driver, files)] : [])),
  {
    files: ['src/**/*.ts'],
    ignores: mayReadTheEnvironment,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="process"][property.name=/^(env|exit|exitCode)$/]',
          message:
            'Take settings as an argument, and return or throw; only a main file reads the environment and ends the process.',
        },
      ],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'console',
        'setTimeout',
        'setInterval',
        'performance',
        'crypto',
        'fetch',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain has no clock; `now` is an argument.' },
        { object: 'Math', property: 'random', message: 'The domain leaves nothing to chance.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'dev/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Matchers and answers of stubs are `any` by nature; what the code under test gets is checked by its own types.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
