import { CommandLineError, readOptions } from '@calltrail/runtime'

export const usage = `npm start [-- [--docker [--fresh]] [--exit]]

Runs the whole of Calltrail on this machine: Kafka, a schema registry, Zipkin, simulated Salesforce and Genesys, and
the services. Sends the sample calls through the front door, reports what became of each and where its trace is, and
stays up until Ctrl-C.

Options
  --exit     end after the report; exit code 0 only when every sample came out as expected
  --docker   run it in containers, by docker-compose.yml, with Jaeger in the place of Zipkin, Prometheus and Grafana
  --fresh    with --docker: forget first what Kafka and the others hold of earlier runs
  --help     show this

Variables
  KAFKA_BROKERS, SCHEMA_REGISTRY_URL              a Kafka or a registry to use instead of starting one
  SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID,
  SALESFORCE_CLIENT_SECRET                        an org to use instead of the simulated one
  GENESYS_API_URL, GENESYS_LOGIN_URL,
  GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET        a Genesys organization to use instead of the simulated one
  GENESYS_WEBHOOK_SECRET                          what webhooks are signed with (default: a new secret for each run)
  PSEUDONYM_KEY                                   what pseudonyms of masked calls are made with (default: a new key for each run)
  CALLTRAIL_STACK                                 jvm (the default) or docker: what runs Kafka, the registry and, in Docker, Jaeger
                                                  instead of Zipkin (docs/docker.md)
  OTEL_EXPORTER_OTLP_ENDPOINT, TRACE_LINK         a trace back-end to use instead of Zipkin, and the address of a trace in it,
                                                  such as http://localhost:16686/trace/{traceId}
  HOST, PORT                                      where the webhook listens (default: 127.0.0.1, 3000 when it is free)
All others that a service knows reach the services as they are.

With --docker a file .env is read, too, and docker-compose.override.yml. Kafka, registry, HOST and files (NAME_FILE) cannot be given by
variables. An address of this machine is written with host.docker.internal. The webhook's secret is for-this-laptop-only unless it is given, and its port
3000 always, unless PORT or INGRESS_PORT is set. Traces are in Jaeger.
`

export type Command =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run'
      readonly exitAfterReport: boolean
      /** Whether it runs in containers. */
      readonly docker: boolean
      /** Whether these begin with nothing. */
      readonly fresh: boolean
    }

/** @throws {CommandLineError} that names what is not understood */
export function parseCommandLine(args: readonly string[]): Command {
  const values = readOptions('npm start', args, {
    docker: { type: 'boolean', default: false },
    exit: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.help) return { kind: 'help' }
  if (values.fresh && !values.docker)
    throw new CommandLineError(
      "--fresh is for --docker: without, every run begins with nothing. 'npm start -- --help' shows what there is.",
    )
  return { kind: 'run', exitAfterReport: values.exit, docker: values.docker, fresh: values.fresh }
}
