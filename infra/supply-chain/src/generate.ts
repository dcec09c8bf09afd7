import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { licencesPage } from './licences/licences.ts'
import { productionPackages } from './licences/production-packages.ts'
import { root } from './repository.ts'

writeFileSync(join(root, 'docs/third-party-licences.md'), licencesPage(await productionPackages()))
