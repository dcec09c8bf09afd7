/** Something the user can act on: its message is complete by itself, a stack trace would only hide it. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
