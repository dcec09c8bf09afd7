import type { Scene } from '../harness/scene.ts'
import { deadLetterScenes } from './dead-letters.ts'
import { frontDoorScenes } from './front-door.ts'
import { sinkKilled } from './sink-killed.ts'
import { vendorScenes } from './vendors.ts'
import { watcherScenes } from './watchers.ts'

/** All scenes, in the order in which they are played. */
export const scenes: readonly Scene[] = [
  sinkKilled,
  ...watcherScenes,
  ...vendorScenes,
  ...deadLetterScenes,
  ...frontDoorScenes,
]
