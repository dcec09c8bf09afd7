/**
 * Where to look while everything is up.
 */
import type { Running, RunSettings } from './place.ts'
import { shownAddress } from './shown-address.ts'

type Webhook = RunSettings['webhook']

export interface Addresses extends Omit<Running, 'watch' | 'salesforce' | 'broken' | keyof AsyncDisposable> {
  /** Of a call that was sent. */
  readonly conversationId: string
}

export function renderAddresses(addresses: Addresses, webhook: Webhook): string {
  const { ingressUrl, kafkaBrokers, schemaRegistryUrl, monitorUrl, traces, simulators } = addresses
  const { salesforceUrl, genesysUrl } = simulators
  const lines: (readonly [string, string | undefined])[] = [
    ['Webhook', webhookUrl(ingressUrl)],
    ['Salesforce', salesforceUrl && `${salesforceUrl}/_control/state?object=Task`],
    ['', salesforceUrl && `${salesforceUrl}/_control/state?object=Contact`],
    ['Genesys', genesysUrl && `${genesysUrl}/_control/state`],
    ['Traces', traces.uiUrl],
    ['Monitor', monitorUrl],
    ['Kafka', kafkaBrokers],
    ['Registry', shownAddress(schemaRegistryUrl)],
    ...addresses.further,
  ]
  return [
    ...lines.flatMap(([label, value]) => (value ? [`  ${label.padEnd(12)}${value}`] : [])),
    '',
    '  A call of your own:',
    '',
    ...curlExample(ingressUrl, webhook).map((line) => `    ${line}`),
    '',
    '  How it is, the story of one call, and dead letters, if there are any:',
    '',
    ...consoleExample(addresses).map((line) => `    ${line}`),
    '',
  ].join('\n')
}

function webhookUrl(ingressUrl: string): string {
  return `${ingressUrl}/webhook/call-ended`
}

/** Shell commands for people who look after it. An address with a secret in it was given, and stands in the environment already. */
export function consoleExample({
  kafkaBrokers,
  schemaRegistryUrl,
  traces: { linkTemplate },
  conversationId,
}: Pick<Addresses, 'kafkaBrokers' | 'schemaRegistryUrl' | 'traces' | 'conversationId'>): string[] {
  const shown = shownAddress(schemaRegistryUrl)
  return [
    `export KAFKA_BROKERS=${kafkaBrokers}`,
    ...(shown === schemaRegistryUrl ? [`export SCHEMA_REGISTRY_URL=${shown}`] : []),
    ...(linkTemplate === undefined ? [] : [`export TRACE_LINK='${linkTemplate}'`]),
    'npm run calltrail -- health',
    `npm run calltrail -- call ${conversationId}`,
    'npm run calltrail -- dead-letters list',
  ]
}

/** Shell commands that sign and send a call of now, and can be repeated. */
export function curlExample(ingressUrl: string, { secret, isSecretGiven }: Webhook): string[] {
  return [
    // A given secret may be a list of several, of which any one signs.
    isSecretGiven ? 'SECRET=${GENESYS_WEBHOOK_SECRET%%,*}' : `SECRET=${secret}`,
    'NOW=$(date +%s); AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)',
    'CALL=\'{"conversationId":"conversation-\'$NOW\'","direction":"INBOUND","callerId":"+15551234567",\'\\',
    '\'"calleeId":"+18001234567","startTime":"\'$AT\'","endTime":"\'$AT\'","durationSeconds":0}\'',
    'curl "' + webhookUrl(ingressUrl) + '" -H "content-type: application/json" -d "$CALL" \\',
    '  -H "x-genesys-webhook-timestamp: $NOW" \\',
    '  -H "x-genesys-webhook-signature: $(printf %s "$NOW.$CALL" | openssl dgst -sha256 -hmac "$SECRET" -binary | base64)"',
  ]
}
