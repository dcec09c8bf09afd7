import { inject, onTestFinished } from 'vitest'
import { openStageBench } from '../kit/stage-bench.ts'
import type { StageBench } from '../kit/stage-bench.ts'

/** A stage bench for one test. */
export async function bench(partitions = 1): Promise<StageBench> {
  const opened = await openStageBench(inject('stack'), partitions)
  onTestFinished(() => opened[Symbol.asyncDispose]())
  return opened
}
