/**
 * What every {@link UserDirectory} does, for tests of each.
 */
import { expect, it } from 'vitest'
import type { UserDirectory } from '../ports/user-directory.ts'

/** @param open a directory that knows `user` by their address */
export function userDirectoryConformance(
  open: () => Promise<UserDirectory>,
  user: { readonly email: string; readonly id: string },
): void {
  it('finds a user by the address', async () => {
    expect(await (await open()).usersByEmail([user.email])).toEqual(new Map([[user.email, user.id]]))
  })

  it('finds a user by the address in another case, and answers in the words of the question', async () => {
    const shouted = user.email.toUpperCase()
    const found = await (await open()).usersByEmail([shouted, user.email])
    expect(found).toEqual(
      new Map([
        [shouted, user.id],
        [user.email, user.id],
      ]),
    )
  })

  it('leaves out whom nobody knows', async () => {
    const strange = ['nobody@calltrail.example', "o'brien\\@calltrail.example"]
    expect(await (await open()).usersByEmail([...strange, user.email])).toEqual(
      new Map([[user.email, user.id]]),
    )
  })

  it('finds nobody when nobody is asked for', async () => {
    expect(await (await open()).usersByEmail([])).toEqual(new Map())
  })
}
