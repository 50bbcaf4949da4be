/** The folders that each folder of lib may import besides itself, lowest first. Types count as imports; tests are free. */
const MAY_IMPORT = {
  core: [],
  exchange: ['core'],
  contract: ['core'],
  rules: ['core', 'contract'],
  findings: ['core', 'exchange', 'contract', 'rules'],
  cases: ['core', 'exchange', 'contract', 'rules'],
  access: ['core', 'exchange', 'contract', 'rules', 'findings', 'cases'],
  config: ['core', 'contract', 'cases', 'platform'],
  transport: ['core', 'exchange', 'contract', 'cases', 'config'],
  checks: ['core', 'exchange', 'contract', 'rules', 'findings', 'cases', 'access'],
  drift: ['core', 'findings'],
  cleanup: ['core', 'exchange', 'contract', 'cases', 'findings', 'config', 'transport', 'platform'],
  setup: [
    'core',
    'exchange',
    'contract',
    'rules',
    'findings',
    'cases',
    'access',
    'config',
    'transport',
    'cleanup',
    'platform',
  ],
  platform: ['core', 'exchange', 'contract', 'rules', 'cases', 'config', 'transport', 'cleanup', 'setup'],
  run: [
    'platform',
    'core',
    'exchange',
    'contract',
    'rules',
    'findings',
    'cases',
    'access',
    'config',
    'transport',
    'checks',
    'cleanup',
    'setup',
    'reconcile',
  ],
  reconcile: ['core', 'exchange', 'contract', 'rules', 'findings', 'cases', 'access', 'checks', 'run'],
  traffic: [
    'core',
    'exchange',
    'contract',
    'rules',
    'findings',
    'cases',
    'access',
    'transport',
    'checks',
    'setup',
    'run',
  ],
  reporters: ['core', 'exchange', 'contract', 'rules', 'findings', 'drift', 'platform'],
  // The embedded deployment must be able to disagree with the suite: it never sees cases, checks or findings.
  embedded: ['core', 'contract', 'rules', 'platform'],
  'suite-kit': ['core', 'findings', 'cases', 'run'],
  cli: [
    'core',
    'exchange',
    'contract',
    'rules',
    'findings',
    'cases',
    'config',
    'transport',
    'cleanup',
    'setup',
    'checks',
    'drift',
    'run',
    'reconcile',
    'traffic',
    'reporters',
    'embedded',
    'suite-kit',
    'platform',
  ],
};

/** Files outside of a platform's own folder and its embedded deployment that name it still. This list only gets shorter. */
const NAME_A_PLATFORM = [
  'cleanup/sweep-credentials',
  'cleanup/sweep-earlier-runs',
  'cli/doctor/credential-lines',
  'cli/explain/contract-topics',
  'cli/explain/find-topics',
  'cli/run-settings',
  'config/config',
  'config/config-rules',
  'config/variables',
];

const OWN_FILES = '^(lib|suites|scripts|tests)/';
const TESTS = '[.]test[.]tsx?$';
const folders = Object.keys(MAY_IMPORT);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...folders.map((folder) => ({
      name: `lib/${folder}-imports-what-it-may`,
      severity: 'error',
      from: { path: `^lib/${folder}/`, pathNot: TESTS },
      to: { path: OWN_FILES, pathNot: `^lib/(${[folder, ...MAY_IMPORT[folder]].join('|')})/` },
    })),
    {
      name: 'folder-has-a-place-in-the-order',
      severity: 'error',
      from: { path: '^lib/', pathNot: `^lib/(${folders.join('|')})/` },
      to: {},
    },
    {
      name: 'a-platform-is-chosen-not-imported',
      severity: 'error',
      from: {
        path: '^lib/',
        pathNot: [TESTS, '^lib/(platform|embedded)/', `^lib/(${NAME_A_PLATFORM.join('|')})[.]ts$`],
      },
      to: { path: '^lib/platform/[^/]+/' },
    },
    {
      name: 'suites-import-the-suite-kit-only',
      severity: 'error',
      from: { path: '^suites/' },
      to: { path: OWN_FILES, pathNot: '^lib/suite-kit/define-suite[.]ts$' },
    },
  ],
  options: {
    // Before compilation: afterwards the imports of types are gone.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
