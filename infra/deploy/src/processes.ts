/**
 * The one list of what is deployed. Image, compose file and chart are compared with it, or made from it.
 */
import { consoleConfig, monitorConfig } from '@calltrail/console/config'
import { enricherConfig } from '@calltrail/enricher/config'
import { ingressConfig } from '@calltrail/ingress/config'
import { provisionConfig } from '@calltrail/provision/config'
import { processConfig, stageServiceConfig } from '@calltrail/runtime'
import type { ConfigSpec } from '@calltrail/runtime'
import { enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { PrincipalName, stages } from '@calltrail/schemas'
import { sinkConfig } from '@calltrail/sink/config'

export type ProcessName = 'ingress' | 'enricher' | 'sink' | 'monitor' | 'provision' | 'console'

export interface DeployedProcess {
  readonly name: ProcessName
  /** The npm workspace that it is part of: its image has what that needs. */
  readonly workspace: string
  /** The module that is run, from the root of the repository. */
  readonly main: string
  /** `always`: a service with a health port. `once`: before the services, at each release. `by-hand`: for people. */
  readonly runs: 'always' | 'once' | 'by-hand'
  /** Every variable that it reads. */
  readonly config: ConfigSpec
  /** Who it is in Kafka. */
  readonly principal: PrincipalName
  /** What it takes from Kafka, and may therefore have as many replicas of as the input has partitions. */
  readonly stage?: (typeof stages)[number]
}

/** Where each service of a deployment answers `/health/live`, `/health/ready` and `/metrics`. */
export const healthPort = 9_100

export const processes: readonly DeployedProcess[] = [
  {
    name: 'ingress',
    workspace: '@calltrail/ingress',
    main: 'services/ingress/src/main.ts',
    runs: 'always',
    config: { ...processConfig, ...ingressConfig },
    principal: 'ingress',
  },
  {
    name: 'enricher',
    workspace: '@calltrail/enricher',
    main: 'services/enricher/src/main.ts',
    runs: 'always',
    config: { ...processConfig, ...stageServiceConfig, ...enricherConfig },
    principal: 'enricher',
    stage: enricherTopics,
  },
  {
    name: 'sink',
    workspace: '@calltrail/sink',
    main: 'services/sink/src/main.ts',
    runs: 'always',
    config: { ...processConfig, ...stageServiceConfig, ...sinkConfig },
    principal: 'sink',
    stage: sinkTopics,
  },
  {
    name: 'monitor',
    workspace: '@calltrail/console',
    main: 'services/console/src/monitor/main.ts',
    runs: 'always',
    config: { ...processConfig, ...monitorConfig },
    principal: 'monitor',
  },
  {
    name: 'provision',
    workspace: '@calltrail/provision',
    main: 'infra/provision/src/main.ts',
    runs: 'once',
    config: provisionConfig,
    principal: 'provision',
  },
  {
    name: 'console',
    workspace: '@calltrail/console',
    main: 'services/console/src/main.ts',
    runs: 'by-hand',
    config: consoleConfig,
    principal: 'console',
  },
]
