import { describe, expect, it } from 'vitest'
import { findJava, javaMajor } from './java.ts'
import { needs } from './needs.ts'
import { fakeCommand } from '../testing/fake-command.ts'

describe('finding Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "25" 2025-09-16', 25],
    ['java version "1.8.0_402"', 8],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2"', 21],
    ['something else', undefined],
  ])('reads %j', (output, major) => {
    expect(javaMajor(output)).toBe(major)
  })

  it('says what to install, and which variables do without, when there is none', async () => {
    await expect(findJava({ PATH: '/nowhere' }, needs.kafka)).rejects.toThrow(
      'Java 17 or newer is needed to run Kafka here, and PATH has none: install a JDK, or set KAFKA_BROKERS and ' +
        'SCHEMA_REGISTRY_URL to use a Kafka and a schema registry that run already.',
    )
  })

  it('says how to do without what it is needed for', async () => {
    await expect(findJava({ PATH: '/nowhere' }, needs.zipkin)).rejects.toThrow(
      /to run Zipkin here, and PATH has none: install a JDK, or set OTEL_EXPORTER_OTLP_ENDPOINT .* OTEL_TRACES_EXPORTER=none/,
    )
  })

  it('blames JAVA_HOME when that is set', async () => {
    await expect(findJava({ JAVA_HOME: '/nowhere' }, needs.kafka)).rejects.toThrow(
      'and JAVA_HOME (/nowhere) has none: install a JDK',
    )
  })

  it('repeats what a Java says that does not run', async () => {
    const PATH = await fakeCommand('java', `echo 'Too small maximum heap' >&2; exit 1`)
    await expect(findJava({ PATH }, needs.kafka)).rejects.toThrow(
      'the one of PATH does not run (Too small maximum heap)',
    )
  })

  it('names the version that is too old', async () => {
    const PATH = await fakeCommand('java', `echo 'openjdk version "11.0.2"' >&2`)
    await expect(findJava({ PATH }, needs.kafka)).rejects.toThrow('but java is Java 11: install a newer JDK')
  })
})
