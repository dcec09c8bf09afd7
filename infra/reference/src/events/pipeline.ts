/**
 * The pipeline without Kafka: the ingress's door, the enricher and the sink as they are deployed, in front of the simulated vendors.
 */
import { enricherConfig, maskOf } from '@calltrail/enricher/config'
import { openEnricher } from '@calltrail/enricher/stage'
import { signedWebhookDoor } from '@calltrail/ingress/signed-webhook'
import { Circuits, loadConfig, openMetrics, outageConfig } from '@calltrail/runtime'
import type { HandlerContext, Outcome } from '@calltrail/runtime'
import type { CallEnded, CallEnriched, CallEnrichedMasked, CallLogged } from '@calltrail/schemas'
import {
  genesysVariables,
  salesforceVariables,
  startGenesysSimulator,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import { sinkConfig } from '@calltrail/sink/config'
import { openSink } from '@calltrail/sink/stage'
import { ROOT_CONTEXT } from '@opentelemetry/api'
import { pino } from 'pino'

/** No deployment has it: it is written here. */
const examplePseudonymKey = 'the key of the examples, and of nothing else'

export interface Pipeline extends AsyncDisposable {
  /** @throws when the ingress refuses the payload */
  accept(payload: object): CallEnded
  /** @param missing what the look before missed; undefined at the first look */
  enrich(call: CallEnded, missing?: string): Promise<Outcome<CallEnriched>>
  /** The enriched call as those see it who may not see people. */
  mask(call: CallEnriched): CallEnrichedMasked
  /** @param isLate whether later calls may have overtaken it */
  log(call: CallEnriched, isLate: boolean): Promise<Outcome<CallLogged>>
}

/** @param now epoch milliseconds, for the services and the vendors alike */
export async function openPipeline(now: () => number): Promise<Pipeline> {
  await using opening = new AsyncDisposableStack()
  const salesforce = opening.use(await startSalesforceSimulator({ now }))
  const genesys = opening.use(await startGenesysSimulator({ now }))
  const variables = {
    ...salesforceVariables(salesforce.url),
    ...genesysVariables(genesys.url),
    GENESYS_APPS_URL: 'https://apps.mypurecloud.com',
    PSEUDONYM_KEY: examplePseudonymKey,
    // On a busy machine, too, what is written is the same.
    RECORDING_TIMEOUT_MS: '60000',
  }
  const log = pino({ enabled: false })
  const life = {
    log,
    own: <Resource extends AsyncDisposable>(resource: Resource) => opening.use(resource),
    circuits: new Circuits(loadConfig(outageConfig, {}), log),
    metrics: opening.use(openMetrics()),
  }
  const door = signedWebhookDoor({ secrets: [], toleranceMs: 0 })
  const config = { ...loadConfig(enricherConfig, variables), handlerTimeoutMs: 180_000 }
  const enricher = openEnricher(config, life, now)
  const sink = openSink(loadConfig(sinkConfig, variables), life, now)
  const owned = opening.move()

  return {
    accept(payload) {
      const reading = door.read(payload, now())
      if (!('event' in reading)) throw new Error(`the ingress refuses it: ${JSON.stringify(reading)}`)
      return reading.event
    },
    async enrich(call, missing) {
      const followUp = () => (missing === undefined ? undefined : { number: 1, missing })
      const [outcome] = await enricher.process([call], { ...firstTime, followUp })
      return outcome!
    },
    mask: maskOf(config)!,
    async log(call, isLate) {
      const [outcome] = await sink.process([call], { ...firstTime, isLate: () => isLate })
      return outcome!
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const firstTime: HandlerContext<unknown> = {
  isLate: () => false,
  isLastTry: () => false,
  followUp: () => undefined,
  contextOf: () => ROOT_CONTEXT,
  assertOwned: () => {},
}
