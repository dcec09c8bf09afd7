import { secureKafka, type GuardedPlace, type KafkaSecurity } from '../kafka-security.ts'
import type { SecurityOptions } from '../stack.ts'
import { StackError } from '../stack-error.ts'
import { reason } from './container-watch.ts'
import { secretsFolder } from './definitions.ts'

/**
 * A container does not reach what listens on this machine only, as a test's issuer of tokens does: we ask for its keys, and Kafka reads
 * them from a file.
 */
export async function guardedKafka(
  { users, tokens }: SecurityOptions,
  place: Omit<GuardedPlace, 'folder'>,
): Promise<KafkaSecurity> {
  const inContainer = { ...place, folder: secretsFolder }
  if (!tokens) return secureKafka({ users }, inContainer)
  const file = `${secretsFolder}/keys.json`
  const security = secureKafka({ users, tokens: { ...tokens, jwksUrl: `file://${file}` } }, inContainer)
  return {
    ...security,
    files: { ...security.files, 'keys.json': await keysAt(tokens.jwksUrl) },
    jvmFlags: [...security.jvmFlags, `-Dorg.apache.kafka.sasl.oauthbearer.allowed.files=${file}`],
  }
}

async function keysAt(url: string): Promise<string> {
  try {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    return await response.text()
  } catch (error) {
    throw new StackError(`The keys that sign tokens cannot be had from ${url}: ${reason(error)}`, {
      cause: error,
    })
  }
}
