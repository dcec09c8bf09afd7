import { expect, it } from 'vitest'
import { alertText, ruledAlerts } from '../harness/rules.ts'
import { expectedIn } from '../harness/scene.ts'
import { scenes } from './index.ts'

const shown = scenes.flatMap(expectedIn).map(alertText)

it('each alert of the rules is seen firing in one scene, and no other alert is', () => {
  expect(shown.toSorted()).toEqual(ruledAlerts.map(alertText).toSorted())
})

it('each scene has a name of its own', () => {
  const names = scenes.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
