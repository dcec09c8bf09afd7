/**
 * Kafka is there, and refuses the ingress: its login, its certificate, or its right to publish. That is over when people have set it right.
 */
import { refusalIn } from '@calltrail/runtime'
import type { KafkaAccess } from '@calltrail/runtime'
import type { Logger } from 'pino'

export interface KafkaRefusals {
  /** Of events that Kafka did not take: what it refuses is said once. */
  notSent(error: unknown): void
  /** Of events that Kafka took. */
  sent(): void
}

export function kafkaRefusals(
  access: Pick<KafkaAccess, 'explained'>,
  log: Pick<Logger, 'info' | 'error'>,
): KafkaRefusals {
  let isRefused = false

  async function tell(error: unknown): Promise<void> {
    const found = await access.explained(error)
    const refusals: unknown[] = found instanceof AggregateError ? found.errors : [found]
    for (const err of refusals) log.error({ err }, 'Kafka refuses the ingress: calls wait in the spool')
  }

  function notSent(error: unknown): void {
    if (isRefused || !refusalIn(error)) return
    isRefused = true
    void tell(error)
  }

  function sent(): void {
    if (isRefused) log.info('Kafka refuses the ingress no longer')
    isRefused = false
  }

  return { notSent, sent }
}
