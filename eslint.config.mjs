import tseslint from 'typescript-eslint'

const rawPalette =
  '(^|[\\s:!-])(bg|text|border|ring|outline|fill|stroke|from|via|to|divide|accent|caret|decoration|shadow|placeholder)-' +
  '(slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose)-' +
  '[0-9]{2,3}|(^|[\\s:])(bg|text|border)-(white|black)\\b|-\\[#[0-9a-fA-F]{3,8}\\]'

const environment = {
  object: 'process',
  property: 'env',
  message: 'Read settings through lib/platform/env.ts.',
}

const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only; default exports belong to app/ and to config files.',
}
const rawHtml = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: 'Outside text is rendered as text nodes only (BR-6).',
}
const innerHtml = {
  selector: "AssignmentExpression[left.property.name='innerHTML']",
  message: 'Outside text is rendered as text nodes only (BR-6).',
}
const outgoing = {
  selector: 'CallExpression[callee.object.name=/^https?$/][callee.property.name=/^(request|get)$/]',
  message: 'Outgoing requests go through the egress-guarded client of lib/platform/http.',
}
const outgoingGlobals = ['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket'].map((name) => ({
  name,
  message: 'Outgoing requests go through the egress-guarded client of lib/platform/http.',
}))
const palette = [
  { selector: `Literal[value=/${rawPalette}/]`, message: 'Name a role of app/globals.css, not a hue.' },
  { selector: `TemplateElement[value.raw=/${rawPalette}/]`, message: 'Name a role of app/globals.css, not a hue.' },
]

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.next/',
      'dist/',
      'data/',
      'artefacts/',
      'test-results/',
      'prisma/generated/',
      'next-env.d.ts',
    ],
  },
  tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-control-regex': 'error',
      'no-empty-pattern': 'error',
      'no-eval': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-restricted-globals': ['error', ...outgoingGlobals],
      'no-implied-eval': 'error',
      'no-restricted-properties': ['error', environment],
      'no-restricted-syntax': ['error', defaultExport, rawHtml, innerHtml, outgoing],
      'max-lines': ['error', { max: 350 }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['lib/platform/http/**', 'lib/server/**', 'lib/console/**'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-syntax': ['error', defaultExport, rawHtml, innerHtml],
    },
  },
  {
    files: ['components/**'],
    rules: { 'no-restricted-syntax': ['error', defaultExport, rawHtml, innerHtml, outgoing, ...palette] },
  },
  {
    files: ['app/**'],
    rules: { 'no-restricted-syntax': ['error', rawHtml, innerHtml, outgoing, ...palette] },
  },
  {
    // The front door's settings, and the few values that it hands to the console process.
    files: ['lib/platform/env.ts', 'lib/console/server-settings.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['tests/**', 'demo/**', 'scripts/**', '*.mjs', '*.ts', '*.cjs', '*.mts'],
    rules: {
      'no-console': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', rawHtml, innerHtml],
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
)
