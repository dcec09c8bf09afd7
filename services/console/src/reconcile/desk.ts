/**
 * What reconciliation works with.
 */
import {
  connectRegistry,
  loadConfig,
  openGenesys,
  openSalesforce,
  salesforceConfig,
} from '@calltrail/runtime'
import { openKafka } from '../adapters/console-kafka.ts'
import { genesysConversations } from '../adapters/genesys-conversations.ts'
import { httpFrontDoor } from '../adapters/http-front-door.ts'
import { openKafkaCallRecords } from '../adapters/kafka-call-records.ts'
import { openKafkaDeadLetterArchive } from '../adapters/kafka-dead-letter-archive.ts'
import { salesforceTaskIndex } from '../adapters/salesforce-task-index.ts'
import { frontDoorConfig, reconciliationConfig } from '../config.ts'
import type { Console } from '../console.ts'
import type { CallLedger } from '../ports/call-ledger.ts'
import type { FrontDoor } from '../ports/front-door.ts'
import type { GenesysConversations } from '../ports/genesys-conversations.ts'
import type { TaskIndex } from '../ports/task-index.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { callLedger } from './ledger.ts'

export interface ReconcileDesk {
  readonly genesys: GenesysConversations
  readonly ledger: CallLedger
  readonly tasks: TaskIndex | undefined
  /** With the address that it is asked about by. */
  readonly frontDoor: (FrontDoor & { readonly address: string }) | undefined
}

export interface DeskNeeds {
  readonly salesforce: boolean
  readonly frontDoor: boolean
}

/** @throws {ConfigError} that names every variable that is needed and missing */
export async function openReconcileDesk(
  { env, now, signal }: Console,
  needs: DeskNeeds,
): Promise<ReconcileDesk & AsyncDisposable> {
  const config = loadConfig(
    {
      ...reconciliationConfig,
      ...(needs.salesforce && salesforceConfig),
      ...(needs.frontDoor && frontDoorConfig),
    },
    env,
  )
  await using owned = new AsyncDisposableStack()
  const { kafkaBrokers: brokers } = config
  const kafka = await unlessAborted(openKafka(config), signal)
  const registry = connectRegistry(config)
  const archive = owned.use(await unlessAborted(openKafkaDeadLetterArchive(kafka, brokers), signal))
  const records = owned.use(await unlessAborted(openKafkaCallRecords({ kafka, brokers, registry }), signal))
  const genesys = owned.use(openGenesys(config))
  const tasks = needs.salesforce
    ? salesforceTaskIndex(owned.use(openSalesforce(loadConfig(salesforceConfig, env))))
    : undefined
  const door = needs.frontDoor ? loadConfig(frontDoorConfig, env) : undefined
  const kept = owned.move()
  return {
    genesys: genesysConversations(genesys),
    ledger: callLedger(records, archive),
    tasks,
    frontDoor: door && {
      ...httpFrontDoor({ ingressUrl: door.ingressUrl, secret: door.webhookSecrets[0]!, now }),
      address: door.ingressUrl,
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
