import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { providerOfTests } from './infra/local/src/choice.ts'
import { tracingTests } from './test/kit/tracing-tests.ts'

// `npm start` and `npm run stack` take Docker only when they are told to; tests need no one's Java where it is.
process.env['CALLTRAIL_STACK'] = await providerOfTests(process.env)

const shared = {
  exclude: ['**/node_modules/**'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Tests mostly wait, for Kafka above all: two files at a time are quicker even where there are only two cores.
  maxWorkers: Math.max(2, availableParallelism() - 1),
}

export default defineConfig({
  test: {
    reporters: ['default', './test/kit/closing-line-reporter.ts'],
    // Of the workers, and of the processes that tests start.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url)),
    },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          sequence: { groupOrder: 1 },
          // Most of the time would go into loading the same modules again for each file.
          isolate: false,
          include: [
            '{schemas,services,infra}/**/*.test.ts',
            'test/{architecture,kit}/**/*.test.ts',
            'test/faults/harness/*.test.ts',
            'test/{bench,drill}/**/*.test.ts',
          ],
          exclude: [...shared.exclude, ...tracingTests],
        },
      },
      {
        test: {
          ...shared,
          name: 'tracing',
          sequence: { groupOrder: 1 },
          include: tracingTests,
        },
      },
      {
        test: {
          ...shared,
          name: 'stack',
          sequence: { groupOrder: 2 },
          include: ['test/{contract,integration,e2e}/**/*.test.ts'],
          globalSetup: ['./test/kit/early-tools.ts', './test/kit/shared-stack.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'jaeger',
          include: ['test/jaeger/*.test.ts'],
          // Late: by then Jaeger is built, where it was not.
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...shared,
          name: 'faults',
          include: ['test/faults/*.test.ts'],
          // After all others: its processes need the machine.
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
