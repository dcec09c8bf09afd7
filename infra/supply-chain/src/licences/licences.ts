import { allowedLicences, licencesOfFiles } from './allowed.ts'
import type { ProductionPackage } from './production-packages.ts'

/** @returns undefined when nobody knows */
export function licenceOf({ name, licence }: ProductionPackage): string | undefined {
  return licence ?? licencesOfFiles[name]?.licence
}

/** What must not be given on as it is, each with what to do. */
export function licenceProblems(packages: readonly ProductionPackage[]): string[] {
  return packages.flatMap((each) => {
    const licence = licenceOf(each)
    if (licence === undefined) {
      return [
        `${each.name} names no licence. Read its licence file, then add it to licencesOfFiles, or do without it.`,
      ]
    }
    if (allowedLicences.has(licence)) return []
    return [
      `${each.name} is under ${licence}, which is not on the list of allowed licences. Do without it; or, if that licence ` +
        'asks no more of who uses Calltrail than the others do, add it to allowedLicences.',
    ]
  })
}

/** `docs/third-party-licences.md` */
export function licencesPage(packages: readonly ProductionPackage[]): string {
  const byLicence = Map.groupBy(packages, (each) => licenceOf(each) ?? 'unknown')
  const sections = [...byLicence]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([licence, members]) => `## ${licence}\n\n${members.map(({ name }) => `- ${name}`).join('\n')}`)
  return `${[introduction, ...sections].join('\n\n')}\n`
}

const introduction = `# Licences of others

Calltrail is under [Apache-2.0](../LICENSE). These are the packages of others that run with it: what its images hold beside Node, and what the
consumer kit stands on. The licence file that each comes with, with the names of those who hold the rights, is in its folder of
\`node_modules\`, in the images too.

Versions are not written here, for they change by the week: \`package-lock.json\` has them, and so has the list of parts (SBOM) of each image.
What only tests and tools need is not here, for it is given to nobody.

This page is written by \`npm run generate\` from the lock file. A test fails when a package comes in under a licence that is not on the list in
\`infra/supply-chain/src/licences/allowed.ts\`.`
