import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readText, root } from '../repository.ts'
import { licencesOfFiles } from './allowed.ts'
import { licenceProblems, licencesPage } from './licences.ts'
import { productionPackages } from './production-packages.ts'

const packages = await productionPackages()

describe('what runs in production', () => {
  it('is found: what services import, and what that imports; no tool and no test', () => {
    const names = packages.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['fastify', 'kafkajs', 'avsc', 'long', 'undici']))
    expect(names.filter((name) => /^(vitest|typescript|turbo|patch-package|oxlint)$/.test(name))).toEqual([])
    expect(names.filter((name) => name.startsWith('@calltrail/'))).toEqual([])
  })

  it('is all under licences that Calltrail may give on', () => {
    expect(licenceProblems(packages)).toEqual([])
  })

  it('stands in docs/third-party-licences.md, which `npm run generate` writes', () => {
    expect(readText('docs/third-party-licences.md')).toBe(licencesPage(packages))
  })

  it.each(Object.entries(licencesOfFiles))(
    '%s has the licence file that it is known by',
    (name, { says }) => {
      expect(packages.find((each) => each.name === name)).toEqual({ name, licence: undefined })
      const [file] = globSync('LICEN[CS]E*', { cwd: join(root, 'node_modules', name) })
      expect(readFileSync(join(root, 'node_modules', name, file!), 'utf8').split('\n')[0]).toBe(says)
    },
  )
})

describe('a package is refused, with what to do,', () => {
  it.each([
    ['under copyleft', 'AGPL-3.0-only', 'left-pad is under AGPL-3.0-only, which is not on the list'],
    ['under a choice that nobody has looked at', '(MIT OR GPL-2.0)', 'left-pad is under (MIT OR GPL-2.0)'],
    ['with a licence of its own', 'SEE LICENSE IN LICENSE.md', 'left-pad is under SEE LICENSE IN LICENSE.md'],
    ['without a licence', undefined, 'left-pad names no licence. Read its licence file'],
  ])('%s', (_, licence, sentence) => {
    expect(licenceProblems([{ name: 'left-pad', licence }])).toEqual([expect.stringContaining(sentence)])
  })
})
