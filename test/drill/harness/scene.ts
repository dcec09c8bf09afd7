import type { Bench } from './bench.ts'
import type { AlertName } from './rules.ts'

/** What is done to a running Calltrail, and which alerts tell of it. */
export interface Scene {
  /** kebab-case. */
  readonly name: string
  /** One after the other: each stays as it is until all is put right. */
  readonly steps: readonly Step[]
  /** Takes the causes away. It resolves once they are seen to be gone. */
  readonly heal: Step
  /** Whether calls keep coming, one a second. */
  readonly callsKeepComing?: boolean
}

export interface Step {
  /** For people. */
  readonly what: string
  readonly act: (bench: Bench) => Promise<void>
  readonly fires?: readonly ExpectedAlert[]
}

export interface ExpectedAlert extends AlertName {
  /** What of its labels tells that it means this fault. */
  readonly labels?: Readonly<Record<string, string>>
  /** From the beginning of the step. */
  readonly withinSeconds: number
  /** Why it goes on firing when its cause is gone, for longer than a drill can wait. Absent where it is to be quiet soon. */
  readonly lingers?: string
}

/** All alerts that a scene is to show, in their order. */
export function expectedIn({ steps, heal }: Scene): ExpectedAlert[] {
  return [...steps, heal].flatMap(({ fires = [] }) => fires)
}
