import { callsEnded } from '@calltrail/schemas'
import { startService } from '../../kit/service-process.ts'
import type { ServiceEnvironment } from '../../kit/service-process.ts'
import { webhookSecret } from '../pipeline/measured-pipeline.ts'
import { spanCounts } from '../pipeline/span-counts.ts'
import { recordsIn, webhook } from './front-door.ts'
import type { FrontDoor, FrontDoorPlan, Surroundings } from './front-door.ts'

/** The ingress as in production, with tracing at its default: off. */
export const calltrail: FrontDoorPlan = {
  requests: webhook,
  mostPerSecond: 20_000,
  open: (surroundings) => openIngress(surroundings, {}),
}

/** The same, with a trace back-end. */
export const calltrailTraced: FrontDoorPlan = {
  ...calltrail,
  open: (surroundings) =>
    openIngress(surroundings, { OTEL_EXPORTER_OTLP_ENDPOINT: surroundings.traceBackEndUrl }),
}

async function openIngress({ stack, admin }: Surroundings, tracing: ServiceEnvironment): Promise<FrontDoor> {
  const ingress = await startService('ingress', {
    KAFKA_BROKERS: stack.kafkaBrokers,
    SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
    GENESYS_WEBHOOK_SECRET: webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    ...tracing,
  })
  const isTraced = Object.keys(tracing).length > 0
  return {
    url: ingress.url!,
    pid: ingress.pid!,
    stored: () => recordsIn(admin, callsEnded.name),
    async check() {
      const { sent } = await spanCounts([ingress])
      if (sent > 0 !== isTraced) throw new Error(`${sent} spans were sent`)
    },
    [Symbol.asyncDispose]: () => ingress[Symbol.asyncDispose](),
  }
}
