import { expect, it } from 'vitest'
import { memoryCourse } from './memory-course.ts'

/** A sample at each twentieth of the work. */
function courseOf(mibAt: (progress: number) => number) {
  return memoryCourse(
    Array.from({ length: 21 }, (_, index) => ({ progress: index / 20, mib: mibAt(index / 20) })),
  )
}

it('memory that is the same all the time does not grow', () => {
  expect(courseOf(() => 150)).toEqual({ most: 150, afterFirstTenth: 150, atEnd: 150, growth: 0 })
})

it('growth is from the second tenth to the last, whatever was before', () => {
  const { growth, afterFirstTenth } = courseOf((progress) =>
    progress < 0.1 ? 50 : progress < 0.9 ? 100 : 125,
  )
  expect(growth).toBeCloseTo(25)
  expect(afterFirstTenth).toBe(100)
})

it('the most is told wherever it was, and so is the end', () => {
  expect(courseOf((progress) => (progress === 0.5 ? 400 : 100))).toMatchObject({
    most: 400,
    atEnd: 100,
    growth: 0,
  })
  expect(courseOf((progress) => (progress === 1 ? 90 : 100))).toMatchObject({ most: 100, atEnd: 90 })
})

it('work that is over before memory was looked at says nothing', () => {
  expect(() =>
    memoryCourse([
      { progress: 0, mib: 100 },
      { progress: 1, mib: 100 },
    ]),
  ).toThrow('from 0.1 of the work')
})
