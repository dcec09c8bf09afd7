import {
  ConfigError,
  connectKafka,
  createLogger,
  isRefusal,
  loadConfig,
  proveToken,
  registryBase,
} from '@calltrail/runtime'
import { provisionConfig } from './config.ts'
import { provision } from './provision.ts'
import { reportLines } from './report.ts'

// As the first process of a container it would not be ended by a signal that it does not heed. To do half of it does no harm.
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(exitCode))

try {
  const config = loadConfig(provisionConfig, process.env)
  process.stdout.write(`provisioning ${config.kafkaBrokers.join(',')} and ${registryBase(config)}\n`)
  // What goes wrong is said once, at the end: not at every attempt.
  const log = createLogger('provision', { logLevel: 'silent', logFormat: 'json' })
  await proveToken(config)
  const kafka = connectKafka(config, 'calltrail-provision', log)
  const result = await provision({ ...config, kafka })
  for (const line of reportLines(result)) process.stdout.write(`${line}\n`)
} catch (error) {
  process.stderr.write(
    `provision failed:\n${problemsOf(error)
      .map((problem) => `  - ${problem}\n`)
      .join('')}`,
  )
  process.exitCode = 1
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems
  // A line for each.
  return isRefusal(error) ? error.message.split('\n') : [messageWithCauses(error)]
}

function messageWithCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause === undefined) return error.message
  const cause = messageWithCauses(error.cause)
  // kafkajs wraps an error into one that says the same.
  return cause.startsWith(error.message) ? cause : `${error.message}: ${cause}`
}
