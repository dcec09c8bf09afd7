import type { Agent } from '../domain/agent.ts'
import type { Patience } from './patience.ts'

/** Who the agents are. */
export interface AgentDirectory {
  /** Answers in time and never rejects: who is not known, or cannot be told just now, is left out. */
  find(agentIds: ReadonlySet<string>, patience: Patience): Promise<ReadonlyMap<string, Agent>>
}
