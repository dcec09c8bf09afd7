/**
 * The whole of Calltrail in front of simulated vendors: three service processes on a given Kafka and registry.
 */
import {
  genesysVariables,
  salesforceVariables,
  startGenesysSimulator,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import { startService } from './service-process.ts'
import type { ServiceEnvironment, PipelineService, ServiceProcess } from './service-process.ts'
import type { StackAddresses } from './shared-stack.ts'

export interface VendorAddresses {
  readonly salesforceUrl: string
  readonly genesysUrl: string
}

export interface Vendors extends VendorAddresses, AsyncDisposable {}

/** Starts both simulators on free ports. */
export async function startVendors(): Promise<Vendors> {
  await using cleanUp = new AsyncDisposableStack()
  const salesforce = cleanUp.use(await startSalesforceSimulator())
  const genesys = cleanUp.use(await startGenesysSimulator())
  const owned = cleanUp.move()
  return {
    salesforceUrl: salesforce.url,
    genesysUrl: genesys.url,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The variables by which the services find the simulators. */
export function vendorEnvironment({ salesforceUrl, genesysUrl }: VendorAddresses): ServiceEnvironment {
  return { ...salesforceVariables(salesforceUrl), ...genesysVariables(genesysUrl) }
}

/** The variables of a pipeline that stands on a stack, before simulated vendors, and takes webhooks on a free port. */
export function pipelineEnvironment(
  { kafkaBrokers, schemaRegistryUrl }: StackAddresses,
  vendors: VendorAddresses,
  webhookSecret: string,
): ServiceEnvironment {
  return {
    ...vendorEnvironment(vendors),
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    GENESYS_WEBHOOK_SECRET: webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
  }
}

export interface Pipeline extends AsyncDisposable {
  readonly ingressUrl: string
  readonly services: Readonly<Record<PipelineService, ServiceProcess>>
}

/** Starts the three services side by side, and waits until each is ready. Disposing stops them, the ingress first. */
export async function startPipeline(env: ServiceEnvironment): Promise<Pipeline> {
  const starting = (['ingress', 'enricher', 'sink'] as const).map((name) => startService(name, env))
  const settled = await Promise.allSettled(starting)
  const running = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async () => {
    for (const service of running) await service[Symbol.asyncDispose]()
  }
  const failure = settled.find((result) => result.status === 'rejected')
  if (failure) {
    await stop()
    throw failure.reason
  }
  const [ingress, enricher, sink] = running as [ServiceProcess, ServiceProcess, ServiceProcess]
  return { ingressUrl: ingress.url!, services: { ingress, enricher, sink }, [Symbol.asyncDispose]: stop }
}
