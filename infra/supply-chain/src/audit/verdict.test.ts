import { describe, expect, it } from 'vitest'
import { readJson } from '../repository.ts'
import { readAcceptances } from './acceptance.ts'
import { AuditError, readReport } from './npm-audit.ts'
import type { Advisory } from './npm-audit.ts'
import { judge } from './verdict.ts'

const advisory = (changes: Partial<Advisory> = {}): Advisory => ({
  id: 'GHSA-aaaa-bbbb-cccc',
  name: 'fastify',
  title: 'Takes what it should not',
  severity: 'high',
  range: '<5.13.0',
  ...changes,
})

const acceptance = {
  id: 'GHSA-aaaa-bbbb-cccc',
  package: 'fastify',
  reason: 'It needs trustProxy, which the ingress never sets (services/ingress/src/app.ts).',
  acceptedOn: '2026-11-01',
  until: '2026-12-31',
}

const today = '2026-11-26'

describe('of the advisories that the registry tells', () => {
  it.each(['high', 'critical'] as const)('a %s one that nobody has accepted is a problem', (severity) => {
    const { problems } = judge([advisory({ severity })], [], today)
    expect(problems).toEqual([
      expect.stringMatching(
        /^fastify <5\.13\.0: Takes what it should not .*GHSA-aaaa-bbbb-cccc\)\. Update it/,
      ),
    ])
  })

  it.each(['info', 'low', 'moderate'] as const)('a %s one is told, and is no problem', (severity) => {
    const { problems, notes } = judge([advisory({ severity })], [], today)
    expect({ problems, told: notes.length }).toEqual({ problems: [], told: 1 })
  })

  it('an accepted one is told with its reason', () => {
    const { problems, notes } = judge([advisory()], [acceptance], today)
    expect(problems).toEqual([])
    expect(notes).toEqual([expect.stringContaining(acceptance.reason)])
  })

  it.each([
    ['on its last day', acceptance.until, []],
    ['the day after', '2027-01-01', [expect.stringContaining('accepted until 2026-12-31')]],
  ])('an acceptance counts %s', (_, day, problems) => {
    expect(judge([advisory()], [acceptance], day).problems).toEqual(problems)
  })

  it('an acceptance on a day that is to come is refused', () => {
    const early = { ...acceptance, acceptedOn: '2026-11-27' }
    expect(judge([advisory()], [early], today).problems).toEqual([
      expect.stringContaining('Update it'),
      expect.stringContaining('is accepted on 2026-11-27, a day that is to come'),
    ])
  })

  it('one of another package is not accepted with it', () => {
    expect(judge([advisory({ name: 'undici' })], [acceptance], today).problems).toHaveLength(2)
  })

  it('an acceptance of what is not there any more is to go', () => {
    expect(judge([], [acceptance], today).problems).toEqual([
      expect.stringContaining('take it out of accepted-advisories.json'),
    ])
  })
})

describe('an acceptance', () => {
  it('that is in the repository is as it is to be', () => {
    expect(() => readAcceptances(readJson('infra/supply-chain/accepted-advisories.json'))).not.toThrow()
  })

  it.each([
    ['has a reason', { reason: 'not affected' }, 'is to say why it does not hurt Calltrail'],
    ['names the advisory', { id: '1107' }, 'is to be the advisory’s id'],
    ['ends', { until: undefined }, 'until'],
    ['ends within 90 days', { until: '2027-02-01' }, 'at most 90 days after acceptedOn'],
    ['says nothing that is not understood', { severity: 'high' }, 'severity'],
  ])('%s', (_, changes, message) => {
    expect(() => readAcceptances([{ ...acceptance, ...changes }])).toThrow(message)
  })
})

describe('what npm audit writes', () => {
  it('is read, each advisory once, and no package that only stands on another', () => {
    const via = {
      source: 1,
      url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      name: 'fastify',
      dependency: 'fastify',
      title: 'Takes what it should not',
      severity: 'high',
      cwe: [],
      cvss: { score: 7.5, vectorString: null },
      range: '<5.13.0',
    }
    const report = { vulnerabilities: { fastify: { via: [via] }, 'on-top': { via: ['fastify', via] } } }
    expect(readReport(JSON.stringify(report))).toMatchObject([advisory()])
  })

  it.each([
    ['a refusal', '{"message":"405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk"}', '405'],
    ['nothing', '', 'npm: command not found'],
  ])('is no report when it is %s: nothing was checked', (_, stdout, reason) => {
    expect(() => readReport(stdout, 'npm: command not found')).toThrow(AuditError)
    expect(() => readReport(stdout, 'npm: command not found')).toThrow(reason)
  })
})
