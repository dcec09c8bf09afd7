/**
 * The genuine Prometheus, which scrapes given targets and evaluates our rules, and its promtool.
 */
import { freePort, httpProbe, provideGoTool } from '@calltrail/local'
import { execa } from 'execa'
import { startGoServer } from './go-server.ts'

export interface Prometheus {
  readonly url: string
  /** The samples that an expression has now; a scalar is one without labels. */
  query(expression: string): Promise<PrometheusSample[]>
  /** The alerts that are pending or firing now. */
  alerts(): Promise<PrometheusAlert[]>
}

export interface PrometheusSample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface PrometheusAlert {
  readonly name: string
  readonly state: 'pending' | 'firing'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly value: number
  readonly activeAt: Date
}

export interface ScrapeTarget {
  /** The label `service` of all its samples. */
  readonly service: string
  /** The whole address, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string
}

export interface PrometheusSettings {
  readonly targets: readonly ScrapeTarget[]
  readonly scrapeIntervalMs: number
  /** Alerts and recordings, evaluated as often as targets are scraped. */
  readonly rulesFile?: string
}

/** Starts one on a free port of 127.0.0.1; the first on a machine waits until it is built. */
export async function startPrometheus(settings: PrometheusSettings): Promise<Prometheus & AsyncDisposable> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await startGoServer('prometheus', {
    title: 'Prometheus',
    config: configOf(settings),
    arguments: ({ configFile, directory }) => [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${directory}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      // It would look for its targets only after five seconds.
      '--scrape.discovery-reload-interval=100ms',
      '--log.level=warn',
    ],
    ready: httpProbe(`${url}/-/ready`),
  })
  return {
    url,
    query: (expression) => query(url, expression),
    alerts: () => alerts(url),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

export interface EndedPromtool {
  readonly exitCode: number | undefined
  /** Both output streams, in the order in which it wrote. */
  readonly output: string
}

/** Runs promtool, such as `promtool(['test', 'rules', file])`; relative paths are read in `cwd`. */
export async function promtool(
  args: readonly string[],
  { cwd }: { cwd?: string } = {},
): Promise<EndedPromtool> {
  const program = await provideGoTool('promtool', { env: process.env })
  const { exitCode, all } = await execa(program, args, {
    all: true,
    reject: false,
    ...(cwd === undefined ? {} : { cwd }),
  })
  return { exitCode, output: all }
}

function configOf({ targets, scrapeIntervalMs, rulesFile }: PrometheusSettings): object {
  const interval = `${scrapeIntervalMs}ms`
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    ...(rulesFile === undefined ? {} : { rule_files: [rulesFile] }),
    scrape_configs: [{ job_name: 'calltrail', static_configs: targets.map(staticConfig) }],
  }
}

function staticConfig({ service, url }: ScrapeTarget): object {
  const { protocol, host, pathname } = new URL(url)
  const labels = { service, __scheme__: protocol.replace(':', ''), __metrics_path__: pathname }
  return { targets: [host], labels }
}

type Sample = readonly [seconds: number, value: string]

interface QueryData {
  readonly resultType: 'vector' | 'scalar'
  readonly result: Sample | readonly { readonly metric: Record<string, string>; readonly value: Sample }[]
}

async function query(url: string, expression: string): Promise<PrometheusSample[]> {
  const parameters = new URLSearchParams({ query: expression })
  const { resultType, result } = await answered<QueryData>(`${url}/api/v1/query?${parameters.toString()}`)
  if (resultType === 'scalar') return [{ labels: {}, value: Number((result as Sample)[1]) }]
  const series = result as Exclude<QueryData['result'], Sample>
  return series.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
}

interface AlertsData {
  readonly alerts: readonly (Pick<PrometheusAlert, 'state' | 'labels' | 'annotations'> & {
    readonly activeAt: string
    readonly value: string
  })[]
}

async function alerts(url: string): Promise<PrometheusAlert[]> {
  const data = await answered<AlertsData>(`${url}/api/v1/alerts`)
  return data.alerts.map(({ labels: { alertname = '', ...labels }, ...alert }) => ({
    name: alertname,
    state: alert.state,
    labels,
    annotations: alert.annotations,
    value: Number(alert.value),
    activeAt: new Date(alert.activeAt),
  }))
}

async function answered<Data>(url: string): Promise<Data> {
  const response = await fetch(url)
  const body = (await response.json()) as { data: Data; error?: string }
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${body.error}`)
  return body.data
}
