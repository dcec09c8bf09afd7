/** Who may own a Task. */
export interface UserDirectory {
  /**
   * The id of the active user with each e-mail address, in whatever case it is written, under the address as it was asked for. Left out
   * are addresses that nobody has. Of several users it is always the same one. May be somewhat behind, never wrong about the person.
   * @throws {PipelineError} when it cannot be asked just now
   */
  usersByEmail(emails: readonly string[]): Promise<ReadonlyMap<string, string>>
}
