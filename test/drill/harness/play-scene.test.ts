import { expect, it } from 'vitest'
import type { PrometheusAlert } from '../../kit/prometheus.ts'
import type { Bench } from './bench.ts'
import { playScene } from './play-scene.ts'
import type { ExpectedAlert, Scene } from './scene.ts'

const expected: ExpectedAlert = {
  alert: 'CalltrailServiceDown',
  severity: 'page',
  labels: { service: 'sink' },
  withinSeconds: 0.05,
}

function firing(changes: Partial<PrometheusAlert> = {}): PrometheusAlert {
  return {
    name: 'CalltrailServiceDown',
    state: 'firing',
    labels: { severity: 'page', service: 'sink', instance: '127.0.0.1:1' },
    annotations: {},
    value: 1,
    activeAt: new Date(0),
    ...changes,
  }
}

/** A bench of which only the alerts are looked at: none, until something fires. */
function bench(signal = new AbortController().signal) {
  let alerts: readonly PrometheusAlert[] = []
  return {
    bench: { prometheus: { alerts: async () => alerts }, signal } as unknown as Bench,
    fire: async (...now: readonly PrometheusAlert[]) => void (alerts = now),
  }
}

function scene(act: Scene['heal']['act'], heal: Scene['heal']['act'], fires = [expected]): Scene {
  return {
    name: 'a-scene',
    steps: [{ what: 'the sink is killed', act, fires }],
    heal: { what: 'it is back', act: heal },
  }
}

const options = { say: () => {}, quietWithinMs: 50 }

it('an alert that fires when its fault comes, and is quiet when that is gone, is in order', async () => {
  const { bench: one, fire } = bench()
  const said: string[] = []
  const played = scene(
    () => fire(firing()),
    () => fire(),
  )
  const rows = await playScene(one, played, { ...options, say: (what) => void said.push(what) })
  expect(rows).toMatchObject([{ expected, what: 'the sink is killed', complaints: [] }])
  expect(rows[0]!.firedAfterMs).toBeLessThan(1_000)
  expect(rows[0]!.quietAfterMs).toBeLessThan(1_000)
  expect(said).toEqual(['the sink is killed', 'it is back'])
})

it.each([
  ['nothing fires', []],
  ['it is pending', [firing({ state: 'pending' })]],
  ['another one fires', [firing({ name: 'CalltrailSpoolInUse' })]],
  ['it fires with another severity', [firing({ labels: { severity: 'ticket', service: 'sink' } })]],
  ['it fires about something else', [firing({ labels: { severity: 'page', service: 'ingress' } })]],
])('an alert does not count as fired when %s', async (_, alerts) => {
  const { bench: one, fire } = bench()
  const played = scene(
    () => fire(...alerts),
    () => fire(),
  )
  expect(await playScene(one, played, options)).toMatchObject([
    { firedAfterMs: undefined, complaints: ['it did not fire within 0.05 s'] },
  ])
})

it('an alert that fired before its fault shows nothing', async () => {
  const { bench: one, fire } = bench()
  await fire(firing())
  const played = scene(
    async () => {},
    () => fire(),
  )
  expect(await playScene(one, played, options)).toMatchObject([{ complaints: ['it fired before the fault'] }])
})

it('an alert that goes on firing is a complaint, unless it is known to linger', async () => {
  const { bench: one, fire } = bench()
  const act = () => fire(firing())
  const heal = async () => {}
  expect(await playScene(one, scene(act, heal), options)).toMatchObject([
    { complaints: ['it still fires 0.05 s after its cause is gone'] },
  ])
  await fire()
  const lingering = { ...expected, lingers: 'it looks at the last 5 minutes' }
  const rows = await playScene(one, scene(act, heal, [lingering]), options)
  expect(rows).toMatchObject([{ complaints: [] }])
  expect(rows[0]!.quietAfterMs).toBeUndefined()
})

it('an alert may be brought about by the healing', async () => {
  const { bench: one, fire } = bench()
  const late = { ...expected, lingers: 'it looks at the last 10 minutes' }
  const played: Scene = {
    name: 'a-scene',
    steps: [],
    heal: { what: 'the sink is back', act: () => fire(firing()), fires: [late] },
  }
  expect(await playScene(one, played, options)).toMatchObject([{ what: 'the sink is back', complaints: [] }])
})

it('a scene that breaks off is a complaint about each of its alerts', async () => {
  const { bench: one } = bench()
  const played = scene(
    () => Promise.reject(new Error('no broker')),
    async () => {},
    [expected, { ...expected, alert: 'CalltrailCallsNotLogged' }],
  )
  expect(await playScene(one, played, options)).toMatchObject([
    { complaints: ['no broker'] },
    { complaints: ['no broker'] },
  ])
})

it('when the drill is interrupted, it ends there', async () => {
  const over = new AbortController()
  const { bench: one } = bench(over.signal)
  const played = scene(
    async () => over.abort(new Error('interrupted')),
    async () => {},
  )
  await expect(playScene(one, played, options)).rejects.toThrow('interrupted')
})
