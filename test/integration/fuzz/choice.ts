import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

/** One of several, each as often as its weight says. */
export function choice<Value>(
  ...choices: readonly (readonly [weight: number, value: Value | Arbitrary<Value>])[]
): Arbitrary<Value> {
  return fc.oneof(
    ...choices.map(([weight, value]) => ({
      weight,
      arbitrary: value instanceof fc.Arbitrary ? value : fc.constant(value),
    })),
  )
}
