import { describe, expect, it } from 'vitest'
import { kafkaPlace } from '../jvm/kafka.ts'
import { serverProperties } from '../kafka-properties.ts'
import { jaegerBackEnd, kafkaContainer, registryContainer } from './definitions.ts'

const kafka = { image: 'apache/kafka:4.1.0', host: '127.0.0.1', ports: { plain: 29_092 } }

function propertiesOf(files: Readonly<Record<string, string>> = {}): string[] {
  const [text = ''] = Object.entries(files).flatMap(([name, text]) =>
    name.endsWith('.properties') ? [text] : [],
  )
  return text.trim().split('\n')
}

describe('Kafka in a container', () => {
  it('names the published port to those who come from outside, and its name to other containers', () => {
    const { files, ports, alias } = kafkaContainer(kafka)
    expect(ports).toEqual([{ container: 9092, host: 29_092 }])
    expect(propertiesOf(files)).toContain(
      'advertised.listeners=PLAINTEXT://127.0.0.1:29092,INTERNAL://kafka:9096',
    )
    expect(alias).toBe('kafka')
  })

  it('has a way in for those who come through a proxy, to whom it names the proxy', () => {
    const { files, ports } = kafkaContainer({
      ...kafka,
      ports: { ...kafka.ports, proxied: 29_093 },
      proxyPort: 4444,
    })
    expect(ports).toContainEqual({ container: 9093, host: 29_093 })
    expect(propertiesOf(files).join('\n')).toContain('PROXIED://127.0.0.1:4444')
  })

  it('differs from Kafka on the JVM by its addresses alone', () => {
    const addresses =
      /^(listeners|advertised\.listeners|controller\.quorum\.voters|inter\.broker\.listener\.name|log\.dirs)=/
    const settings = (lines: readonly string[]) => lines.filter((line) => !addresses.test(line))
    const onJvm = serverProperties(kafkaPlace({ port: 1111, controllerPort: 2222 }, '/data'))
    expect(settings(propertiesOf(kafkaContainer(kafka).files))).toEqual(settings(onJvm.trim().split('\n')))
  })

  it('writes to a directory of ours only when its data is to last', () => {
    expect(kafkaContainer(kafka)).not.toHaveProperty('mount')
    const { mount, environment } = kafkaContainer({ ...kafka, dataDirectory: '/home/me/data' })
    expect(mount).toEqual({ source: '/home/me/data', target: environment['KAFKA_DATA'] })
  })
})

describe('the registry in a container', () => {
  const registry = { image: 'apicurio/apicurio-registry:3.0.9', port: 28_081 }

  it('is told everything by variables, and finds Kafka by its name', () => {
    const { environment, ports } = registryContainer(registry)
    expect(environment).toMatchObject({
      QUARKUS_HTTP_HOST: '0.0.0.0',
      APICURIO_STORAGE_KIND: 'kafkasql',
      APICURIO_KAFKASQL_BOOTSTRAP_SERVERS: 'kafka:9096',
    })
    expect(ports).toEqual([{ container: 8080, host: 28_081 }])
  })

  it.each(['127.0.0.1:9092', 'localhost:9092', 'kafka-1:9092, 127.0.0.1:9093', '[::1]:9092'])(
    'has no network of its own where a Kafka of this machine is given (%s)',
    (kafkaBrokers) => {
      const { environment, ports, onHostNetwork } = registryContainer({ ...registry, kafkaBrokers })
      expect(onHostNetwork).toBe(true)
      expect(ports).toEqual([])
      expect(environment).toMatchObject({ QUARKUS_HTTP_HOST: '127.0.0.1', QUARKUS_HTTP_PORT: '28081' })
    },
  )

  it('has one where the given Kafka is elsewhere', () => {
    expect(registryContainer({ ...registry, kafkaBrokers: 'kafka.example.com:9092' }).onHostNetwork).toBe(
      false,
    )
  })
})

it('the address of a trace is on the page where people look', () => {
  const { uiUrl, linkTemplate, environment } = jaegerBackEnd('127.0.0.1', { page: 16_686, otlp: 4318 })
  expect(linkTemplate).toBe(`${uiUrl}trace/{traceId}`)
  expect(environment).toEqual({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    TRACE_LINK: linkTemplate,
  })
})
