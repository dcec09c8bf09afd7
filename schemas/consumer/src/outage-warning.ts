import { RegistryUnavailable } from './schema-lookup.ts'

type Lookup<Schema> = (schemaId: number) => Promise<Schema>

/**
 * A consumer that only waits looks like one that has nothing to do: who has no hook for it is warned on the console, once per outage.
 * @returns the look-up, to be used in the place of `lookUp`
 */
export function warningOfOutages<Schema>(lookUp: Lookup<Schema>): Lookup<Schema> {
  let isOut = false
  return async (schemaId) => {
    try {
      const schema = await lookUp(schemaId)
      isOut = false
      return schema
    } catch (error) {
      if (error instanceof RegistryUnavailable && !isOut) {
        isOut = true
        console.warn(
          `${error.message} The consumer waits for it, and skips nothing. Give it onWaiting to be told in your own way.`,
        )
      }
      throw error
    }
  }
}
