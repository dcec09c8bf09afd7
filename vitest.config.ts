import { defineConfig } from 'vitest/config'

const shared = { exclude: ['**/node_modules/**'], testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    reporters: ['default', './test/kit/closing-line-reporter.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            '{schemas,services,infra}/**/*.test.ts',
            'test/{architecture,kit}/**/*.test.ts',
            'test/faults/harness/*.test.ts',
          ],
        },
      },
      {
        test: {
          ...shared,
          name: 'stack',
          include: ['test/{contract,integration,e2e}/**/*.test.ts'],
          globalSetup: './test/kit/shared-stack.ts',
        },
      },
      {
        test: {
          ...shared,
          name: 'faults',
          include: ['test/faults/*.test.ts'],
          // After all others: its processes need the machine, and it kills brokers of its own.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
