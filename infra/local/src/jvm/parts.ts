import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startGuarded, type GuardedProcess } from '../guarded-process.ts'
import { freePort } from '../ports.ts'
import { kafkaProbe, portProbe } from '../probe.ts'
import { whenReady } from '../readiness.ts'
import { registryStorageProbe, registryUrl } from '../registry-properties.ts'
import type { Broker, Parts, SecureDoors, TraceBackEnd } from '../stack.ts'
import type { StackError } from '../stack-error.ts'
import { startWatchdog } from '../watchdog.ts'
import { kafkaCommand, registryCommand, zipkinCommand, type PartCommand } from './commands.ts'
import type { PartsSettings } from './installation.ts'
import { restartable } from './restartable-jvm.ts'
import { zipkinBackEnd, zipkinProbe } from './zipkin.ts'

/** Starts the parts that are installed, and resolves when they answer. Disposing stops them: the registry, then Kafka. */
export async function startParts(settings: PartsSettings): Promise<Parts> {
  const { installation, given, directory, signal } = settings
  await using owned = new AsyncDisposableStack()
  const watchdog = owned.use(startWatchdog(settings.temporary ? directory : undefined))
  await prepareDirectory(directory)

  const waits: Promise<void>[] = []
  const breaks: Promise<StackError>[] = []
  const start = (command: PartCommand): GuardedProcess =>
    startGuarded({ ...settings, ...command, program: installation.java.command }, watchdog)

  let kafkaBrokers = given.kafkaBrokers
  let broker: Broker | undefined
  let secure: SecureDoors | undefined
  if (kafkaBrokers === undefined && installation.kafka) {
    const port = await freePort(settings.preferredPorts?.kafka)
    const { proxiedPort, secure: doors, ...command } = await kafkaCommand(installation.kafka, settings, port)
    secure = doors
    kafkaBrokers = `127.0.0.1:${port}`
    const probes = [portProbe(port), kafkaProbe([kafkaBrokers])]
    const jvm = owned.use(restartable(() => start(command)))
    broker = {
      proxiedPort,
      kill: () => jvm.current().kill(),
      start: () => whenReady(jvm.startAgain(), probes, signal),
    }
    breaks.push(jvm.broken)
    waits.push(whenReady(jvm.current(), probes, signal))
  }
  let schemaRegistryUrl = given.schemaRegistryUrl
  if (schemaRegistryUrl === undefined && installation.registry && kafkaBrokers !== undefined) {
    // It waits for Kafka by itself, so that the two JVMs boot side by side.
    const port = await freePort(settings.preferredPorts?.schemaRegistry)
    schemaRegistryUrl = registryUrl('127.0.0.1', port)
    const jvm = owned.use(start(registryCommand(installation.registry.jar, settings, kafkaBrokers, port)))
    breaks.push(jvm.broken)
    waits.push(whenReady(jvm, [portProbe(port), registryStorageProbe('127.0.0.1', port)], signal))
  }
  if (kafkaBrokers === undefined || schemaRegistryUrl === undefined) {
    throw new Error('A part is neither given nor installed')
  }
  let traces: TraceBackEnd | undefined
  if (installation.zipkin) {
    const port = await freePort(settings.preferredPorts?.zipkin)
    traces = zipkinBackEnd(port)
    const jvm = start(zipkinCommand(installation.zipkin.jar, settings, port))
    // It has nothing to save, and would take two seconds to go by itself.
    owned.defer(() => jvm.kill())
    breaks.push(jvm.broken)
    waits.push(whenReady(jvm, [portProbe(port), zipkinProbe(port)], signal))
  }
  await Promise.all(waits)

  const parts = owned.move()
  let closing: Promise<void> | undefined
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    ...(traces ? { traces } : {}),
    broken: Promise.race(breaks),
    ...(broker ? { broker } : {}),
    ...(secure ? { secure } : {}),
    [Symbol.asyncDispose]: () => (closing ??= parts.disposeAsync()),
  }
}

async function prepareDirectory(directory: string): Promise<void> {
  await rm(join(directory, 'tmp'), { recursive: true, force: true })
  for (const name of ['tmp', 'logs', 'snapshots']) await mkdir(join(directory, name), { recursive: true })
}
