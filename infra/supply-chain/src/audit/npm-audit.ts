/**
 * What the registry knows against the packages of the lock file.
 */
import { execa } from 'execa'
import { z } from 'zod'
import { root } from '../repository.ts'

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const

const advisory = z.object({
  url: z.string(),
  name: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  range: z.string(),
})

/** An advisory against a version that is installed. */
export type Advisory = Omit<z.infer<typeof advisory>, 'url'> & { readonly id: string }

const report = z.object({
  // What makes a package vulnerable: an advisory of its own, or the name of a package that it stands on.
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([advisory, z.string()])) })),
})

/** The registry did not answer, so nothing is known. */
export class AuditError extends Error {
  override readonly name = 'AuditError'
}

/**
 * Asks the registry that npm is set up for about every package that is there without `devDependencies`, of all workspaces.
 * @throws {AuditError} when it does not answer
 */
export async function auditProduction(env: NodeJS.ProcessEnv = {}): Promise<Advisory[]> {
  const { stdout, stderr } = await execa('npm', ['audit', '--omit=dev', '--package-lock-only', '--json'], {
    cwd: root,
    env,
    reject: false,
  })
  return readReport(stdout, stderr)
}

/** @throws {AuditError} when it is no report, but a refusal */
export function readReport(stdout: string, stderr = ''): Advisory[] {
  const answer = parsed(stdout)
  const { data } = report.safeParse(answer)
  if (!data) throw new AuditError(refusal.safeParse(answer).data?.message ?? stderr.trim())
  const found = Object.values(data.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((cause) => typeof cause !== 'string')
    .map(({ url, ...rest }) => ({ ...rest, id: url.slice(url.lastIndexOf('/') + 1) }))
  return [...new Map(found.map((each) => [`${each.id} ${each.name}`, each])).values()]
}

const refusal = z.object({ message: z.string() })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
