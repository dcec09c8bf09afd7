/** Something the user can act on: its message is complete by itself, a stack trace would only hide it. */
export class StackError extends Error {
  override readonly name = 'StackError'
}
