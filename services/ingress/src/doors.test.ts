import { expect, test } from 'vitest'
import { openDoors } from './doors.ts'

const closed = {
  webhookSecrets: [],
  webhookToleranceSeconds: 300,
  eventBridgeSecrets: [],
  dataActionSecrets: [],
}
const pathsOf = (secrets: Partial<Parameters<typeof openDoors>[0]>) =>
  openDoors({ ...closed, ...secrets }).map(({ path }) => path)

test('a door is open when it has a secret', () => {
  expect(pathsOf({})).toEqual([])
  expect(pathsOf({ webhookSecrets: ['s'] })).toEqual(['/webhook/call-ended'])
  expect(pathsOf({ eventBridgeSecrets: ['s'] })).toEqual(['/webhook/eventbridge'])
  expect(pathsOf({ dataActionSecrets: ['s'] })).toEqual(['/webhook/data-action'])
  expect(pathsOf({ webhookSecrets: ['s'], dataActionSecrets: ['s'] })).toEqual([
    '/webhook/call-ended',
    '/webhook/data-action',
  ])
})

test('a door is opened by its own secret only', () => {
  const doors = openDoors({
    ...closed,
    eventBridgeSecrets: ["EventBridge's own"],
    dataActionSecrets: ["the action's"],
  })
  const judged = doors.map(({ refuse }) =>
    refuse({ headers: { authorization: "Bearer the action's" }, body: new Uint8Array() }, 0),
  )
  expect(judged).toEqual(['secret wrong', undefined])
})
