/** A mapping file that cannot be used. Each problem is a sentence that begins with its place in the file. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
