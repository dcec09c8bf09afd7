/**
 * What Kafka refuses, told from what may pass. kafkajs says both with the same classes, and wraps one error in another.
 */
import { PipelineError } from '../errors.ts'

/** What is read of kafkajs's errors, of any class. */
interface KafkaError extends Error {
  readonly type?: string
  readonly code?: string | number
  readonly broker?: string
  readonly retriable?: boolean
}

/**
 * @returns KAFKA_LOGIN_REFUSED, KAFKA_CERTIFICATE_UNTRUSTED or KAFKA_ACCESS_DENIED; undefined for all that is no refusal, such as a broker
 * that is away
 */
export function refusalIn(error: unknown): PipelineError | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const refusal = inner instanceof PipelineError ? stopping(inner) : translated(inner, error)
    if (refusal) return refusal
  }
  return undefined
}

function stopping(error: PipelineError): PipelineError | undefined {
  return error.code.startsWith('KAFKA_') ? error : undefined
}

function translated(error: KafkaError, cause: unknown): PipelineError | undefined {
  if (isLogin(error)) {
    const message = `Kafka refuses the login: ${sentence(error.message)} Check ${variablesOf(error.message)}.`
    return new PipelineError('KAFKA_LOGIN_REFUSED', message, { cause })
  }
  // Made so in our patch of kafkajs, for certificates only.
  if (error.name === 'KafkaJSConnectionError' && error.retriable === false) {
    return new PipelineError('KAFKA_CERTIFICATE_UNTRUSTED', certificateMessage(error), { cause })
  }
  const denied = resourceOf(error)
  if (!denied) return undefined
  const message = `Kafka denies access to a ${denied}. ${seeRights}`
  return new PipelineError('KAFKA_ACCESS_DENIED', message, { cause })
}

/** To what kind of resource access is denied, such as `topic` or `transactional id`. */
export function deniedResource(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const denied = resourceOf(inner)
    if (denied) return denied
  }
  return undefined
}

function resourceOf({ type }: KafkaError): string | undefined {
  return /^(.+)_AUTHORIZATION_FAILED$/
    .exec(type ?? '')?.[1]
    ?.toLowerCase()
    .replaceAll('_', ' ')
}

function isLogin({ name, type }: KafkaError): boolean {
  return (
    name === 'KafkaJSSASLAuthenticationError' ||
    type === 'SASL_AUTHENTICATION_FAILED' ||
    type === 'UNSUPPORTED_SASL_MECHANISM'
  )
}

function variablesOf(words: string): string {
  if (/mechanism is not supported|does not support the requested SASL mechanism/.test(words))
    return 'KAFKA_SASL_MECHANISM'
  return words.includes('OAUTHBEARER') ? 'KAFKA_OAUTH_*' : 'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD'
}

/** Where the rights are that a client needs. */
export const seeRights = 'What it needs is in docs/kafka-access.md.'

/** An alert is what the other side has sent. */
function certificateMessage({ broker, code, message }: KafkaError): string {
  if (typeof code === 'string' && code.includes('ALERT')) {
    return `Kafka at ${broker} does not take our certificate, or misses one (${code}). Check KAFKA_TLS_CERTIFICATE and KAFKA_TLS_KEY.`
  }
  // What Node advises besides is about command lines that are not ours.
  const words = sentence(message.replace(/^Connection error: /, '').split(/[;\n]/, 1)[0]!)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `Kafka at ${broker} shows the certificate of another host: ${words} Check KAFKA_BROKERS, and the broker’s certificate.`
  }
  return `Kafka at ${broker} shows a certificate that is not trusted (${code}): ${words} Check KAFKA_TLS_CA, and the broker’s certificate.`
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
