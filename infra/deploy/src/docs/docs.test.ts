/**
 * What pages and comments name is there: variables, topics, paths, ports, commands, versions. (Metrics: known-metrics.test.ts.)
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { healthPort, processes } from '../processes.ts'
import { unknownPaths, wrongPorts } from './addresses.ts'
import { unknownCommands } from './commands.ts'
import { documentLines, linesOf, root, sources } from './lines.ts'
import type { Line } from './lines.ts'
import { isOthers, unknownNames } from './names.ts'
import { othersWords } from './others-words.ts'
import { unknownTopics } from './topics.ts'
import { declaredVariables, toolVariables } from './variables.ts'
import { versions, wrongVersions } from './versions.ts'

const lines = documentLines()

it('pages and comments are read', () => {
  const paths = new Set(lines.map(({ path }) => path))
  for (const path of [
    'README.md',
    'docs/configuration.md',
    'docs/adr/0001-one-engine-two-stages.md',
    'docker-compose.yml',
  ])
    expect(paths).toContain(path)
})

describe('no page and no comment', () => {
  it.each<[string, (lines: readonly Line[]) => string[]]>([
    ['names a variable or a code that is not there', unknownNames],
    ['names a topic that is not there', unknownTopics],
    ['names a path that no service answers', unknownPaths],
    ['names a port that nothing listens at', wrongPorts],
    ['names a command, a verb or an option that is not there', unknownCommands],
    ['states a version that is not the one of the code', wrongVersions],
  ])('%s', (_, findings) => {
    expect(findings(lines)).toEqual([])
  })
})

it('no message of the code names a command that is not there', () => {
  const code = sources('{services,schemas,infra,test}/**/*.ts').flatMap(({ path, text }) =>
    linesOf(path, text),
  )
  expect(unknownCommands(code)).toEqual([])
})

describe('is found:', () => {
  it.each<[string, string, (lines: readonly Line[]) => string[], string]>([
    ['a variable that is misspelt', 'Set `KAFKA_BROKER`.', unknownNames, 'KAFKA_BROKER'],
    ['one of OpenTelemetry', '`OTEL_EXPORTER_OTLP_ENDPIONT`', unknownNames, 'OTEL_EXPORTER_OTLP_ENDPIONT'],
    ['one that never was read from a file', '`KAFKA_BROKER_FILE`', unknownNames, 'KAFKA_BROKER_FILE'],
    ['a short one', '    PROT=3000 npm start', unknownNames, 'PROT'],
    ['a code in the place of a variable', '`TOO_SHORT=1`', unknownNames, 'TOO_SHORT'],
    ['one that is only used', 'curl "$GENESYS_SECRET"', unknownNames, 'GENESYS_SECRET'],
    ['the beginning of none', '`KAFKA_TSL_*`', unknownNames, 'KAFKA_TSL_'],
    ['a code that is misspelt', 'it is parked: `SALESFORCE_ROW_LOCK`', unknownNames, 'SALESFORCE_ROW_LOCK'],
    ['a topic of another version', 'consume calls.enriched.v9.', unknownTopics, 'calls.enriched.v9'],
    ['a topic of no stage', '`calls.monitor.dlt`', unknownTopics, 'calls.monitor.dlt'],
    ['a pattern of no topic', '`calls.enricher.retries.*`', unknownTopics, 'calls.enricher.retries.*'],
    ['a subject of no topic', '`calls.end.v1-value`', unknownTopics, 'calls.end.v1-value'],
    ['a path of health', 'GET /health/alive', unknownPaths, '/health/alive'],
    ['the path of another’s health', 'GET /healthz', unknownPaths, '/healthz'],
    ['a door', 'POST /webhook/call-end', unknownPaths, '/webhook/call-end'],
    [
      'a door at another port',
      'localhost:3001/webhook/call-ended',
      wrongPorts,
      'localhost:3001/webhook/call-ended',
    ],
    [
      'health at the webhook’s port',
      '127.0.0.1:3000/health/ready',
      wrongPorts,
      '127.0.0.1:3000/health/ready',
    ],
    ['a port of nothing', 'port 9101', wrongPorts, 'port 9101'],
    ['a port that is a container’s own', 'localhost:13133', wrongPorts, 'localhost:13133'],
    ['a command', '`npm run stak`', unknownCommands, 'npm run stak'],
    ['an option', '`npm run stack -- --secured`', unknownCommands, 'npm run stack -- --secured'],
    ['the beginning of an option', '`npm run stack -- --sec`', unknownCommands, 'npm run stack -- --sec'],
    [
      'an option after the end of a line',
      'do `npm run stack --\n--secured` and',
      unknownCommands,
      'npm run stack -- --secured',
    ],
    ['a command after the end of a line', 'do `npm run\nstak` and', unknownCommands, 'npm run stak'],
    [
      'an option after a backslash',
      'npm run stack -- \\\n  --fresh \\\n  --secured',
      unknownCommands,
      'npm run stack -- --secured',
    ],
    ['an option of npm start', 'npm start -- --quit  # says so', unknownCommands, 'npm run start -- --quit'],
    ['a verb', '`npm run calltrail -- show <id>`', unknownCommands, 'npm run calltrail -- show'],
    [
      'a verb’s verb',
      'npm run -s calltrail -- dead-letters lst --json',
      unknownCommands,
      'npm run calltrail -- dead-letters lst',
    ],
    ['an older Node', 'It needs Node 18.', wrongVersions, 'Node 18 (the code names'],
    ['an older JDK', 'JDK 11', wrongVersions, 'JDK 11 (the code names'],
    ['another Kafka', 'Kafka 4.0', wrongVersions, 'Kafka 4.0 (the code names'],
  ])('%s', (_, text, findings, found) => {
    expect(findings(linesOf('docs/page.md', `\n${text}`))).toEqual([
      expect.stringContaining(`docs/page.md:2: ${found}`),
    ])
  })
})

describe('passes:', () => {
  it.each<[string, string, (lines: readonly Line[]) => string[]]>([
    ['a variable, and the file of one', 'KAFKA_BROKERS, GENESYS_CLIENT_SECRET_FILE', unknownNames],
    ['several by their beginning', '`KAFKA_SASL_*`', unknownNames],
    ['an error, and a reason', '`SALESFORCE_ROW_LOCKED`, TOO_SHORT', unknownNames],
    ['what the page itself sets, to use it', 'CALL_ID=demo; echo "$CALL_ID"', unknownNames],
    ['one that is shown to be refused', "additional properties 'UNKNOWN_CALER' not allowed", unknownNames],
    ['topics by a pattern', 'calls.*.v1, calls.<stage>.retry.*, calls.enriched.v1-value', unknownTopics],
    [
      'what only ends like a topic',
      'failed-calls.rules.yaml, calls.md, https://calls.example.com',
      unknownTopics,
    ],
    ['an option, and the end of a line', 'do `npm run stack --\n--fresh` and', unknownCommands],
    ['what is published by containers', 'localhost:16686, port 3001, localhost:4318', wrongPorts],
    ['a path, and where several are', '/health/ready, /webhook/', unknownPaths],
    ['health at its port', `127.0.0.1:${healthPort}/health/ready`, wrongPorts],
    ['a version, or its beginning', 'Kafka 4.1, Node 24, Node 20, Python 3.11', wrongVersions],
  ])('%s', (_, text, findings) => {
    expect(findings(linesOf('docs/page.md', text))).toEqual([])
  })

  it('a version of its time, in a record', () => {
    expect(wrongVersions(linesOf('docs/adr/0001-x.md', 'Kafka 3.9'))).toEqual([])
  })
})

describe('variables', () => {
  it.each(Object.entries(toolVariables))('%s is read in %s', (name, folder) => {
    const files = globSync(`${folder}/**/*.ts`, { cwd: root })
    const isRead = (file: string) => new RegExp(`\\b${name}\\b`).test(readFileSync(join(root, file), 'utf8'))
    expect(files.some(isRead)).toBe(true)
  })

  it('that are read are declared', () => {
    const read = sources('{services,schemas,infra,test}/**/*.ts').flatMap(({ path, text }) =>
      [...text.matchAll(/\benv(?:\['([A-Z][A-Z0-9_]*)'\]|\.([A-Z][A-Z0-9_]*)\b)/g)].map(
        (match) => [path, match[1] ?? match[2]!] as const,
      ),
    )
    expect(read.length).toBeGreaterThan(10)
    expect(read.filter(([, name]) => !declaredVariables.has(name) && !isOthers(name))).toEqual([])
  })
})

it('words of others are none of ours', () => {
  const configured = processes.flatMap(({ config }) => Object.values(config).map(({ env }) => env))
  expect([...configured, ...Object.keys(toolVariables)].filter(isOthers)).toEqual([])
})

it('words of others are there because a page has them', () => {
  const text = lines.map((line) => line.text).join('\n')
  expect(
    Object.values(othersWords)
      .flat()
      .filter((word) => !text.includes(word)),
  ).toEqual([])
})

it('the code names a version of each part', () => {
  for (const named of Object.values(versions).flat()) expect(named).toMatch(/^\d+(\.\d+)*$/)
})
