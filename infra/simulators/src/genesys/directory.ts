/** A thing that conversations name by its id: a user, a queue, a wrap-up code. */
export interface DirectoryEntry {
  readonly id: string
  readonly name: string
}

export interface GenesysUser extends DirectoryEntry {
  readonly email: string
  readonly state: 'active' | 'inactive' | 'deleted'
}

export interface DirectorySeed {
  readonly users: readonly GenesysUser[]
  readonly queues: readonly DirectoryEntry[]
  readonly wrapUpCodes: readonly DirectoryEntry[]
}

/** The users, queues and wrap-up codes of the organization. */
export class Directory {
  readonly users = new Map<string, GenesysUser>()
  readonly queues = new Map<string, DirectoryEntry>()
  readonly wrapUpCodes = new Map<string, DirectoryEntry>()
  readonly #seed: DirectorySeed

  constructor(seed: DirectorySeed) {
    this.#seed = seed
    this.reset()
  }

  reset(): void {
    refill(this.users, this.#seed.users)
    refill(this.queues, this.#seed.queues)
    refill(this.wrapUpCodes, this.#seed.wrapUpCodes)
  }
}

function refill<Entry extends DirectoryEntry>(entries: Map<string, Entry>, seed: readonly Entry[]): void {
  entries.clear()
  for (const entry of seed) entries.set(entry.id, entry)
}
