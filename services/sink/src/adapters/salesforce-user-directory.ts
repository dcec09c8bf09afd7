import { PipelineError } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { LRUCache } from 'lru-cache'
import type { UserDirectory } from '../ports/user-directory.ts'
import type { Warnings } from '../ports/warnings.ts'
import { inLists } from './in-lists.ts'

interface UserRow {
  readonly Id: string
  readonly Email: string
  readonly Username: string
}

/** People join and leave slowly; one who has just been given a user should not wait for long. */
const foundForMs = 3_600_000
const notFoundForMs = 300_000

/**
 * Users of the org, asked for together and remembered, also when there is none. An address that is being asked for is not asked for
 * again. An org that refuses the question has its Tasks without an agent's user.
 */
export function salesforceUserDirectory(salesforce: Salesforce, log: Warnings): UserDirectory {
  const known = new LRUCache<string, Promise<string | null>>({ max: 10_000, ttl: foundForMs })

  return {
    async usersByEmail(emails) {
      const keys = [...new Set(emails.map(folded))]
      const unknown = keys.filter((email) => !known.has(email))
      if (unknown.length > 0) lookUp(unknown)
      const ids = new Map(
        await Promise.all(keys.map(async (email) => [email, await known.get(email)] as const)),
      )
      return new Map(
        emails.flatMap((email) => {
          const id = ids.get(folded(email)) ?? null
          return id === null ? [] : [[email, id] as const]
        }),
      )
    },
  }

  function lookUp(emails: readonly string[]): void {
    const answer = ask(emails)
    for (const email of emails) {
      const id = answer.then((users) => users.get(email) ?? null)
      known.set(email, id)
      id.then(
        (found) => found === null && known.set(email, id, { ttl: notFoundForMs }),
        () => known.delete(email),
      )
    }
  }

  async function ask(emails: readonly string[]): Promise<ReadonlyMap<string, string>> {
    try {
      const pages = inLists(emails).map((list) =>
        salesforce.query<UserRow>(
          `SELECT Id, Email, Username FROM User WHERE IsActive = true AND UserType = 'Standard' AND Email IN (${list}) ORDER BY Id`,
        ),
      )
      const rows = (await Promise.all(pages)).flat()
      return new Map(emails.flatMap((email) => idOf(email, rows)))
    } catch (error) {
      if (!(error instanceof PipelineError) || error.disposition === 'outage') throw error
      log.warn({ err: error }, 'users cannot be looked up: Tasks are given to the default owner')
      return new Map()
    }
  }
}

/** Several users may share an address: the one who logs in with it, else the first by id. */
function idOf(email: string, rows: readonly UserRow[]): [string, string][] {
  const candidates = rows.filter((user) => folded(user.Email) === email)
  const user = candidates.find(({ Username }) => folded(Username) === email) ?? candidates[0]
  return user ? [[email, user.Id]] : []
}

function folded(email: string): string {
  return email.trim().toLowerCase()
}
