import { readOptions } from '@calltrail/runtime'

export const usage = `npm start [-- --exit]

Runs the whole of Calltrail on this machine: Kafka, a schema registry, Zipkin, simulated Salesforce and Genesys, and
the services. Sends the sample calls through the front door, reports what became of each and where its trace is, and
stays up until Ctrl-C.

Options
  --exit   end after the report; exit code 0 only when every sample came out as expected
  --help   show this

Variables
  KAFKA_BROKERS, SCHEMA_REGISTRY_URL              a Kafka or a registry to use instead of starting one
  SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID,
  SALESFORCE_CLIENT_SECRET                        an org to use instead of the simulated one
  GENESYS_API_URL, GENESYS_LOGIN_URL,
  GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET        a Genesys organization to use instead of the simulated one
  GENESYS_WEBHOOK_SECRET                          what webhooks are signed with (default: a new secret for each run)
  PSEUDONYM_KEY                                   what pseudonyms of masked calls are made with (default: a new key for each run)
  OTEL_EXPORTER_OTLP_ENDPOINT, TRACE_LINK         a trace back-end to use instead of Zipkin, and the address of a trace in it,
                                                  such as http://localhost:16686/trace/{traceId}
  HOST, PORT                                      where the webhook listens (default: 127.0.0.1, 3000 when it is free)
All others that a service knows reach the services as they are.
`

export type Command = { readonly kind: 'help' } | { readonly kind: 'run'; readonly exitAfterReport: boolean }

/** @throws {CommandLineError} that names what is not understood */
export function parseCommandLine(args: readonly string[]): Command {
  const values = readOptions('npm start', args, {
    exit: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  return values.help ? { kind: 'help' } : { kind: 'run', exitAfterReport: values.exit }
}
