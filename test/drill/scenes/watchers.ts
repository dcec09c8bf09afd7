/** Those who watch are away: the monitor, and the trace back-end. */
import { aCallIsLogged } from '../harness/calls.ts'
import type { Scene } from '../harness/scene.ts'
import { until } from '../harness/until.ts'

const monitorKilled: Scene = {
  name: 'monitor-killed',
  steps: [
    {
      what: 'the monitor is killed (-9)',
      act: ({ services }) => services.monitor.kill(),
      fires: [
        {
          alert: 'CalltrailServiceDown',
          severity: 'ticket',
          labels: { service: 'monitor' },
          withinSeconds: 30,
        },
      ],
    },
  ],
  heal: { what: 'the monitor is started again', act: ({ services }) => services.monitor.start() },
}

const newTracesWithinMs = 30_000

const jaegerAway: Scene = {
  name: 'jaeger-away',
  callsKeepComing: true,
  steps: [
    {
      what: 'Jaeger refuses connections',
      act: ({ wayToJaeger }) => wayToJaeger.set({ kind: 'refuse' }),
      fires: [
        {
          alert: 'CalltrailSpansLost',
          severity: 'ticket',
          labels: { service: 'ingress' },
          withinSeconds: 60,
          lingers: 'it looks at the last 5 minutes',
        },
      ],
    },
  ],
  heal: {
    what: 'Jaeger takes spans again',
    async act(bench) {
      const { jaeger, wayToJaeger, signal } = bench
      await wayToJaeger.set({ kind: 'pass' })
      const { conversationId } = await aCallIsLogged(bench)
      const tags = { 'app.conversation.id': conversationId }
      const isTraced = async () => (await jaeger.traces({ service: 'calltrail-sink', tags })).length > 0
      await until('its trace is in Jaeger', isTraced, { withinMs: newTracesWithinMs, signal })
    },
  },
}

export const watcherScenes: readonly Scene[] = [monitorKilled, jaegerAway]
