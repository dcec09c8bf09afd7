import { describe, expect, it } from 'vitest'
import { portIsTaken, portProblems, takenPort } from './port-variables.ts'

describe('a port that is taken', () => {
  it.each([
    'Error response from daemon: driver failed programming external connectivity on endpoint calltrail-ingress-1: Bind for 127.0.0.1:3000 failed: port is already allocated',
    'failed to bind host port for 127.0.0.1:3000:172.23.0.9:3000/tcp: listen tcp4 127.0.0.1:3000: bind: address already in use',
  ])('is understood from what the engine says: %s', (words) => {
    expect(takenPort(`Container calltrail-kafka-1  Healthy\n${words}\n`)).toBe(3_000)
  })

  it('is not seen in another failure', () => {
    expect(takenPort('container calltrail-kafka-1 is unhealthy')).toBeUndefined()
    expect(takenPort('the name is already in use')).toBeUndefined()
  })

  it('is said with the variable that sets another one', () => {
    expect(portIsTaken(3_000, {})).toBe(
      'Port 3000 of this machine is taken. Free it, or set INGRESS_PORT to another one.',
    )
    expect(portIsTaken(3_000, { INGRESS_PORT: '4000', GRAFANA_PORT: '3000' })).toContain('set GRAFANA_PORT')
  })
})

it.each(['many', '0', '65536', '30.5'])('%s is no port, and the variable is named', (value) => {
  expect(portProblems({ INGRESS_PORT: value, KAFKA_PORT: '19092' })).toEqual([
    `INGRESS_PORT must be a port, from 1 to 65535 (it is "${value}").`,
  ])
})

it('PORT, which gives the port of the webhook, is named by its own name', () => {
  expect(portProblems({ PORT: 'many' })).toEqual(['PORT must be a port, from 1 to 65535 (it is "many").'])
})
