import type { FaultSettings } from './faults.ts'

export interface SeenRequest {
  readonly kind: string
  readonly method: string
  readonly url: string
  /** How many it carries. */
  readonly records: number
  readonly status?: number
}

export type StoredRecord = Readonly<Record<string, string | number | boolean | null>>

/** What a test does to a simulator behind the back of its client, over `/_control`. */
export interface SimulatorControl {
  readonly url: string
  /**
   * @param path below `/_control`, such as `/limits`
   * @throws {Error} with what the simulator says is wrong
   */
  control(method: string, path: string, body?: unknown): Promise<unknown>
  fail(...rules: NonNullable<FaultSettings['rules']>): Promise<void>
  /** The latest requests, token requests included. */
  requests(): Promise<readonly SeenRequest[]>
  /** How many requests of a kind there were, such as `query`. */
  countOf(kind: string): Promise<number>
  /** All records of an object of Salesforce as they are stored, deleted ones too. */
  records<Stored = StoredRecord>(object: string): Promise<readonly Stored[]>
}

export function controlSimulator(url: string): SimulatorControl {
  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/_control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`the simulator answered ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  return {
    url,
    control,
    fail: async (...rules) => void (await control('POST', '/faults', { rules })),
    async requests() {
      const { latest } = (await control('GET', '/requests')) as { latest: SeenRequest[] }
      return latest
    },
    async countOf(kind) {
      const { byKind } = (await control('GET', '/requests')) as { byKind: Record<string, number> }
      return byKind[kind] ?? 0
    },
    async records<Stored>(object: string) {
      const state = (await control('GET', `/state?object=${object}`)) as Record<string, Stored[]>
      return state[object] ?? []
    },
  }
}
