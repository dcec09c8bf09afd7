import type { Supervised } from './supervisor.ts'

/** What a service says of itself. */
export interface ReadyPage {
  /** By dependency. */
  readonly circuits?: Readonly<Record<string, { readonly state: string }>>
  readonly spool?: { readonly events: number }
}

/** @throws {Error} when the process does not answer, or there is none */
export async function readyPage(replica: Supervised): Promise<ReadyPage> {
  const answer = await fetch(`${replica.running()?.healthUrl}/health/ready`, {
    signal: AbortSignal.timeout(5_000),
  })
  return (await answer.json()) as ReadyPage
}
