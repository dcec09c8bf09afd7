/**
 * The judgement of one change of a schema.
 */
import type { Type } from 'avsc'
import type { Breach } from './breach.ts'
import { breachesBetween } from './breaches.ts'
import { validate } from './validity.ts'

/**
 * @param before the text of a released version; one that is no schema has been touched, which is not looked at here
 * @param after the text of the schema that is to follow
 * @returns none when each can read what the other wrote, and means the same by it
 */
export function breachesOfChange(before: string, after: string): readonly Breach[] {
  const [was, is] = [validate(before), validate(after)]
  if ('breaches' in is) return is.breaches
  if ('breaches' in was) return []
  const breaches = breachesBetween(was.node, is.node)
  return breaches.length > 0 ? breaches : secondOpinion(was.type, is.type)
}

/** What Calltrail decodes by has the last word, should the comparison have missed something. */
function secondOpinion(before: Type, after: Type): Breach[] {
  try {
    after.createResolver(before)
    before.createResolver(after)
    return []
  } catch (error) {
    return [{ rule: 'unreadable', what: 'the event', is: (error as Error).message }]
  }
}
