import type { Acceptance } from './acceptance.ts'
import type { Advisory } from './npm-audit.ts'

export interface Verdict {
  /** High or critical, and not accepted: each is a reason to fail, and a sentence. */
  readonly problems: readonly string[]
  /** What was found and is accepted, or is below high: for people to read. */
  readonly notes: readonly string[]
}

/** @param today as an ISO date */
export function judge(
  advisories: readonly Advisory[],
  acceptances: readonly Acceptance[],
  today: string,
): Verdict {
  const problems: string[] = []
  const notes: string[] = []
  for (const advisory of advisories) {
    const { id, name, title, severity, range } = advisory
    const what = `${name} ${range}: ${title} (${severity}, https://github.com/advisories/${id})`
    const acceptance = acceptances.find((each) => each.acceptedOn <= today && concerns(each, advisory))
    if (severity !== 'high' && severity !== 'critical') notes.push(what)
    else if (!acceptance)
      problems.push(`${what}. Update it, or accept the advisory with a reason: docs/supply-chain.md.`)
    else if (acceptance.until < today)
      problems.push(`${what}. It was accepted until ${acceptance.until}: update it, or look at it anew.`)
    else notes.push(`${what}. Accepted until ${acceptance.until}: ${acceptance.reason}`)
  }
  const early = acceptances.filter(({ acceptedOn }) => acceptedOn > today)
  for (const { id, package: name, acceptedOn } of early) {
    problems.push(
      `${id} of ${name} is accepted on ${acceptedOn}, a day that is to come: correct accepted-advisories.json.`,
    )
  }
  const idle = acceptances.filter((acceptance) => !advisories.some((each) => concerns(acceptance, each)))
  for (const { id, package: name } of idle) {
    problems.push(
      `${id} of ${name} is accepted, but not there any more: take it out of accepted-advisories.json.`,
    )
  }
  return { problems, notes }
}

function concerns({ id, package: name }: Acceptance, advisory: Advisory): boolean {
  return id === advisory.id && name === advisory.name
}
