import { isOrgIncomplete } from './org-objects.ts'
import type { OrgObjects } from './org-objects.ts'

/**
 * What the org has, asked for once, at the first look-up. A look-up that the org refuses because a field has gone since is done again with
 * what it has now.
 */
export function knownOrg(describe: () => Promise<OrgObjects>) {
  let known: Promise<OrgObjects> | undefined

  function current(): Promise<OrgObjects> {
    const asked = (known ??= describe())
    asked.catch(() => forget(asked))
    return asked
  }

  function forget(outdated: Promise<OrgObjects>): void {
    if (known === outdated) known = undefined
  }

  return async <Result>(use: (org: OrgObjects) => Promise<Result>): Promise<Result> => {
    const asked = current()
    const org = await asked
    try {
      return await use(org)
    } catch (error) {
      if (!isOrgIncomplete(error)) throw error
      forget(asked)
      return use(await current())
    }
  }
}
