/**
 * For tests: an organization of Genesys Cloud with our client connected to it, closed when the test ends.
 */
import { genesysConfig, loadConfig, openGenesys } from '@calltrail/runtime'
import { controlSimulator, genesysVariables, startGenesysSimulator } from '@calltrail/simulators'
import type { CompactConversation, GenesysSimulatorOptions, SimulatorControl } from '@calltrail/simulators'
import { onTestFinished } from 'vitest'
import { genesysConversations } from '../adapters/genesys-conversations.ts'
import type { GenesysPatience } from '../adapters/genesys-conversations.ts'
import type { GenesysConversations } from '../ports/genesys-conversations.ts'

export interface SimulatedGenesys {
  readonly genesys: GenesysConversations
  readonly simulator: SimulatorControl
  put(id: string, conversation: CompactConversation): Promise<void>
}

export async function simulatedGenesys(
  options: GenesysSimulatorOptions = {},
  patience?: GenesysPatience,
): Promise<SimulatedGenesys> {
  const running = await startGenesysSimulator(options)
  const client = openGenesys(loadConfig(genesysConfig, genesysVariables(running.url)))
  onTestFinished(async () => {
    await client[Symbol.asyncDispose]()
    await running.close()
  })
  const simulator = controlSimulator(running.url)
  return {
    genesys: genesysConversations(client, patience),
    simulator,
    put: async (id, conversation) =>
      void (await simulator.control('PUT', `/conversations/${id}`, conversation)),
  }
}
