/**
 * One scene, from quiet to quiet, with the time that each alert took.
 */
import type { Bench } from './bench.ts'
import { keepCallsComing } from './calls.ts'
import { expectedIn } from './scene.ts'
import type { ExpectedAlert, Scene, Step } from './scene.ts'
import { msUntil } from './until.ts'

/** A line of the table. */
export interface Row {
  readonly expected: ExpectedAlert
  readonly what: string
  /** From the beginning of the fault; undefined when it did not fire in time. */
  readonly firedAfterMs: number | undefined
  /** From the beginning of the healing; undefined when that is not waited for, or did not come in time. */
  readonly quietAfterMs?: number | undefined
  /** Why the drill failed on it; empty when all is well. */
  readonly complaints: readonly string[]
}

type Watched = Pick<Bench, 'prometheus' | 'signal'>

export interface PlayOptions {
  /** Says what goes on, for whoever watches. */
  readonly say: (what: string) => void
  /** How long an alert may go on firing when its cause is gone. */
  readonly quietWithinMs?: number
}

/** A scene that cannot be played to its end is a complaint about each of its alerts. */
export async function playScene(
  bench: Bench,
  scene: Scene,
  { say, quietWithinMs = 90_000 }: PlayOptions,
): Promise<Row[]> {
  await using _calls = scene.callsKeepComing ? keepCallsComing(bench) : undefined
  try {
    const rows: Row[] = []
    for (const step of scene.steps) {
      say(step.what)
      rows.push(...(await playStep(bench, step)))
    }
    say(scene.heal.what)
    const [quiet, shown] = await Promise.all([
      Promise.all(rows.map((row) => withQuiet(bench, row, quietWithinMs))),
      playStep(bench, scene.heal),
    ])
    return [...quiet, ...shown]
  } catch (error) {
    bench.signal.throwIfAborted()
    const complaints = [error instanceof Error ? error.message : String(error)]
    return expectedIn(scene).map((expected) => ({
      expected,
      what: scene.name,
      firedAfterMs: undefined,
      complaints,
    }))
  }
}

/** Does what the step does, and sees meanwhile when its alerts fire. */
async function playStep(bench: Bench, { what, act, fires = [] }: Step): Promise<Row[]> {
  const early = await Promise.all(fires.map((expected) => isFiring(bench, expected)))
  const firing = fires.map((expected) =>
    msUntil(() => isFiring(bench, expected), {
      withinMs: expected.withinSeconds * 1_000,
      signal: bench.signal,
    }),
  )
  const [firedAfterMs] = await Promise.all([Promise.all(firing), act(bench)])
  return fires.map((expected, index) => {
    const complaints = [
      ...(early[index] ? ['it fired before the fault'] : []),
      ...(firedAfterMs[index] === undefined ? [`it did not fire within ${expected.withinSeconds} s`] : []),
    ]
    return { expected, what, firedAfterMs: firedAfterMs[index], complaints }
  })
}

/** @param row of an alert that fires, and is to be quiet soon after this moment */
async function withQuiet(bench: Watched, row: Row, withinMs: number): Promise<Row> {
  const { expected, firedAfterMs } = row
  if (expected.lingers !== undefined || firedAfterMs === undefined) return row
  const isQuiet = async () => !(await isFiring(bench, expected))
  const quietAfterMs = await msUntil(isQuiet, { withinMs, signal: bench.signal })
  if (quietAfterMs !== undefined) return { ...row, quietAfterMs }
  const complaint = `it still fires ${withinMs / 1_000} s after its cause is gone`
  return { ...row, complaints: [...row.complaints, complaint] }
}

async function isFiring({ prometheus }: Watched, expected: ExpectedAlert): Promise<boolean> {
  const { alert, severity, labels = {} } = expected
  const wanted = Object.entries({ ...labels, severity })
  const alerts = await prometheus.alerts()
  return alerts.some(
    (one) =>
      one.name === alert &&
      one.state === 'firing' &&
      wanted.every(([label, value]) => one.labels[label] === value),
  )
}
