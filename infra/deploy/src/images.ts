import { simulatorsConfig } from '@calltrail/simulators/config'
import { processes } from './processes.ts'
import type { DeployedProcess, ProcessName } from './processes.ts'

/** What there is a container image of, `calltrail/<name>`: all that is deployed, and what stands in for the vendors until they are there. */
export interface ImageContent extends Pick<DeployedProcess, 'workspace' | 'main' | 'runs' | 'config'> {
  readonly name: ProcessName | 'simulators'
}

export const images: readonly ImageContent[] = [
  ...processes,
  {
    name: 'simulators',
    workspace: '@calltrail/simulators',
    main: 'infra/simulators/src/main.ts',
    runs: 'always',
    config: simulatorsConfig,
  },
]
