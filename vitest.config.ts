import { defineConfig } from 'vitest/config'

/** A process that starts others needs longer than the machine is fast; no test asserts a time. */
const slow = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/unit/**/*.test.tsx'],
          // A process for each file takes four times as long as the tests themselves.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          globalSetup: ['tests/_support/postgres-global.ts'],
          maxWorkers: 2,
          ...slow,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/_support/postgres-global.ts'],
          // A third of its time is waiting: for a product's own minute, for a deadline, for a process to start.
          maxWorkers: 3,
          ...slow,
        },
      },
      {
        extends: true,
        test: { name: 'conformance', include: ['tests/conformance/**/*.test.ts'], maxWorkers: 2, ...slow },
      },
      {
        extends: true,
        test: { name: 'peers', include: ['tests/peers/*.test.ts'], maxWorkers: 2, ...slow },
      },
    ],
  },
})
