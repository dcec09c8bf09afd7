import type { Genesys } from '@calltrail/runtime'
import type { Logger } from 'pino'
import type { AgentDirectory } from '../ports/agent-directory.ts'
import { genesysListing } from './genesys-listing.ts'

/** Agents by `GET /api/v2/users`, also those who have left since the call. */
export function genesysAgentDirectory(genesys: Genesys, log: Logger): AgentDirectory {
  return genesysListing(genesys, '/api/v2/users?state=any', log)
}
