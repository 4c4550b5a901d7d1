// ESLint for every package: Backstage's rules, and the boundaries of docs/architecture.md.
const factory = require('@backstage/cli/config/eslint-factory');
const { basename } = require('node:path');

// Only packages/integrations speaks to an upstream system.
const upstreamClients = [
  '@gitbeaker/*',
  'node-vault',
  '@kubernetes/client-node',
  '@azure/*',
];

const sandbox = {
  name: '@runway/sandbox',
  message: 'The product never knows that it talks to a sandbox; tests may.',
};

module.exports = dir => {
  const name = basename(dir);
  const mayUseClients = ['integrations', 'sandbox'].includes(name);
  return factory(dir, {
    rules: {
      // frontend -> common; backend -> common, node, integrations; never one backend plugin from another.
      '@backstage/no-mixed-plugin-imports': [
        'error',
        { excludedFiles: ['**/*.test.ts', '**/*.test.tsx'] },
      ],
    },
    tsRules: {
      // A file reads from the important to the detail: constants used only inside functions may come last.
      '@typescript-eslint/no-use-before-define': [
        'error',
        {
          functions: false,
          classes: true,
          variables: false,
          typedefs: false,
          enums: false,
          ignoreTypeReferences: true,
        },
      ],
    },
    restrictedImportPatterns: mayUseClients ? [] : upstreamClients,
    restrictedSrcImports: name === 'sandbox' ? [] : [sandbox],
  });
};
