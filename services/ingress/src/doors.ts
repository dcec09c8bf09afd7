/**
 * The doors that are open: those that have a secret.
 */
import type { Config } from '@calltrail/runtime'
import type { doorConfig } from './config.ts'
import { dataActionDoor } from './domain/doors/data-action.ts'
import type { Door } from './domain/doors/door.ts'
import { eventBridgeDoor } from './domain/doors/eventbridge.ts'
import { signedWebhookDoor } from './domain/doors/signed-webhook.ts'

export function openDoors(config: Config<typeof doorConfig>): readonly Door[] {
  const { webhookSecrets, webhookToleranceSeconds, eventBridgeSecrets, dataActionSecrets } = config
  const toleranceMs = webhookToleranceSeconds * 1_000
  return [
    { secrets: webhookSecrets, door: signedWebhookDoor({ secrets: webhookSecrets, toleranceMs }) },
    { secrets: eventBridgeSecrets, door: eventBridgeDoor(eventBridgeSecrets) },
    { secrets: dataActionSecrets, door: dataActionDoor(dataActionSecrets) },
  ]
    .filter(({ secrets }) => secrets.length > 0)
    .map(({ door }) => door)
}
