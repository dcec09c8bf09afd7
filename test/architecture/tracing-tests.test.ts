import { expect, it } from 'vitest'
import { tracingTests } from '../kit/tracing-tests.ts'
import { sourceFiles } from './source-files.ts'

const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path)

it('a test has a process of its own if it sets up tracing, and only then', () => {
  const setUps = /\b(recordSpans|openTelemetry|setGlobalTracerProvider)\(/
  const unitTests = sourceFiles('{schemas,services,infra}/**/*.test.ts', 'test/{kit,faults}/**/*.test.ts')
  expect(pathsOf(unitTests.filter(({ text }) => setUps.test(text)))).toEqual(
    pathsOf(sourceFiles(...tracingTests)),
  )
})
