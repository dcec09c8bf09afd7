/**
 * What the collector and Prometheus are told. That they understand it is for them to say, in `test/integration`.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ownPath } from './files.ts'

const read = (path: string) => parse(readFileSync(ownPath(path), 'utf8')) as unknown

describe('the collector', () => {
  const action = z.union([
    z.strictObject({ key: z.string(), action: z.literal('delete') }),
    z.strictObject({ pattern: z.string(), action: z.literal('delete') }),
  ])
  const schema = z.object({
    processors: z.object({
      'attributes/private': z.object({ actions: z.array(action) }),
      tail_sampling: z.object({ policies: z.array(z.object({ type: z.string() })) }),
    }),
    service: z.object({ pipelines: z.object({ traces: z.object({ processors: z.array(z.string()) }) }) }),
  })
  const { processors, service } = schema.parse(read('collector/config.yaml'))

  it.each([
    'url.full',
    'url.query',
    'http.url',
    'http.request.header.authorization',
    'http.response.header.set-cookie',
    'db.query.text',
  ])('deletes %s', (attribute) => {
    const { actions } = processors['attributes/private']
    const deletes = actions.some((one) =>
      'key' in one ? one.key === attribute : new RegExp(one.pattern).test(attribute),
    )
    expect(deletes).toBe(true)
  })

  it.each(['url.path', 'app.conversation.id', 'http.request.method', 'messaging.destination.name'])(
    'keeps %s',
    (attribute) => {
      const { actions } = processors['attributes/private']
      const deletes = actions.some((one) =>
        'key' in one ? one.key === attribute : new RegExp(one.pattern).test(attribute),
      )
      expect(deletes).toBe(false)
    },
  )

  it('keeps what failed and what was slow, whatever becomes of the rest', () => {
    expect(processors.tail_sampling.policies.map(({ type }) => type)).toEqual([
      'status_code',
      'latency',
      'probabilistic',
    ])
  })

  it('deletes before it keeps anything, and limits its memory first of all', () => {
    expect(service.pipelines.traces.processors).toEqual([
      'memory_limiter',
      'attributes/private',
      'tail_sampling',
      'batch',
    ])
  })
})

describe('Prometheus', () => {
  const schema = z.object({
    global: z.object({ scrape_interval: z.string(), evaluation_interval: z.string() }),
    scrape_configs: z.array(
      z.object({
        job_name: z.string(),
        static_configs: z.array(z.object({ labels: z.object({ service: z.string() }) })),
      }),
    ),
  })
  const { global, scrape_configs } = schema.parse(read('prometheus/prometheus.yaml'))

  it('reaches every process by the job and the service that alerts go by', () => {
    expect(scrape_configs.map(({ job_name }) => job_name)).toEqual(['calltrail'])
    expect(scrape_configs[0]!.static_configs.map(({ labels }) => labels.service)).toEqual([
      'ingress',
      'enricher',
      'sink',
      'monitor',
    ])
  })

  it('sees a fault within 30 seconds, though it has just looked', () => {
    expect(
      Number.parseInt(global.scrape_interval, 10) + Number.parseInt(global.evaluation_interval, 10),
    ).toBeLessThan(30)
  })
})
