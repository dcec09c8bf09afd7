/**
 * Begins to build the tools, and to install the samples, that tests of this run will want, while others run: on a fresh machine that takes
 * minutes.
 */
import { readFile } from 'node:fs/promises'
import { provideGoTool } from '@calltrail/local'
import type { GoTool, Progress } from '@calltrail/local'
import { provideSample, sampleLanguages } from '@calltrail/samples'
import type { TestProject } from 'vitest/node'

/** What a test file imports, and the tools that are started by it. */
const toolsOf: Readonly<Record<string, readonly GoTool[]>> = {
  'kit/actionlint.ts': ['actionlint'],
  'kit/compose-file.ts': ['compose-reader'],
  'kit/plain-compose.ts': ['compose-reader'],
  'kit/chart.ts': ['chart-renderer'],
  'kit/rendered-charts.ts': ['chart-renderer'],
  'kit/jaeger.ts': ['jaeger'],
  'kit/prometheus.ts': ['promtool', 'prometheus'],
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const files = project.vitest.state.getPaths()
  const over = new AbortController()
  const building = Promise.all([
    buildAll(await wantedTools(files), over.signal),
    ...((await wantsSamples(files)) ? sampleLanguages.map((language) => install(language, over.signal)) : []),
  ])
  return async () => {
    over.abort()
    await building
  }
}

/** @param files all test files of the run, of whatever project */
export async function wantedTools(files: readonly string[]): Promise<GoTool[]> {
  const texts = await textsOf(files)
  const tools = Object.entries(toolsOf).flatMap(([source, started]) =>
    texts.some((text) => text.includes(`/${source}'`)) ? started : [],
  )
  return [...new Set(tools)]
}

/** @param files all test files of the run, of whatever project */
export async function wantsSamples(files: readonly string[]): Promise<boolean> {
  return (await textsOf(files)).some((text) => text.includes("'@calltrail/samples'"))
}

function textsOf(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(file, 'utf8')))
}

/** What cannot be had is reported by the test that wants it. */
async function install(language: (typeof sampleLanguages)[number], signal: AbortSignal): Promise<void> {
  await provideSample(language, { env: process.env, signal }).catch(() => undefined)
}

/** One after the other. A test that needs one waits for it, and reports it where it cannot be built. */
async function buildAll(tools: readonly GoTool[], signal: AbortSignal): Promise<void> {
  for (const tool of tools) {
    try {
      await provideGoTool(tool, { env: process.env, progress: oneLineEach, signal })
    } catch (error) {
      if (!signal.aborted)
        console.error((error instanceof Error ? error.message : String(error)).split('\n')[0])
      return
    }
  }
}

const oneLineEach: Progress = { step: (label) => console.error(`${label} …`), detail() {}, end() {} }
