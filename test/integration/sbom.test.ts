/**
 * Bills of materials, as `npm run sbom` writes them. The tool that does checks each against CycloneDX's schema.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBillOfMaterials } from '@calltrail/image/sbom'
import { expect, it, onTestFinished } from 'vitest'

interface Component {
  readonly group?: string
  readonly name: string
  readonly version: string
}

async function billOf(name: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-sbom-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'some.cdx.json')
  await writeBillOfMaterials(name, file)
  return readFileSync(file, 'utf8')
}

it('an image’s bill has what it runs on, and nothing that only development needs', async () => {
  const bill = JSON.parse(await billOf('enricher')) as { bomFormat: string; components: Component[] }
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
  const names = bill.components.map(({ group, name }) => (group ? `${group}/${name}` : name))
  expect(names).toEqual(
    expect.arrayContaining(['kafkajs', 'avsc', '@calltrail/enricher', '@calltrail/runtime']),
  )
  for (const development of [
    'vitest',
    'typescript',
    'fast-check',
    '@calltrail/simulators',
    '@calltrail/sink',
  ]) {
    expect(names).not.toContain(development)
  }
})

it('the same lock file gives the same bill', async () => {
  expect(await billOf('provision')).toBe(await billOf('provision'))
})
