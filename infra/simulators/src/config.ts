import { integer, key, text } from '@calltrail/runtime/config'

export const simulatorsConfig = {
  host: key({
    env: 'SIM_HOST',
    parse: text,
    fallback: '127.0.0.1',
    doc: 'Address both simulators listen on. They let everybody in: 0.0.0.0 is for a container, whose ports are published to nobody else.',
  }),
  salesforcePort: key({
    env: 'SALESFORCE_SIM_PORT',
    parse: integer(0, 65_535),
    fallback: 4_001,
    doc: 'Port of the simulated Salesforce. 0 takes a free port.',
  }),
  genesysPort: key({
    env: 'GENESYS_SIM_PORT',
    parse: integer(0, 65_535),
    fallback: 4_002,
    doc: 'Port of the simulated Genesys. 0 takes a free port.',
  }),
  healthPort: key<number | null>({
    env: 'HEALTH_PORT',
    parse: integer(0, 65_535),
    fallback: null,
    doc: 'Port on which GET /health/ready is answered once both listen, as the services do. Without it, on none.',
  }),
}
