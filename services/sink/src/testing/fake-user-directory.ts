import type { UserDirectory } from '../ports/user-directory.ts'

/** For tests: users by e-mail address in lower case, and what was asked of them. */
export function fakeUserDirectory(users: Readonly<Record<string, string>> = {}) {
  const asked: string[][] = []
  const directory: UserDirectory = {
    async usersByEmail(emails) {
      if (emails.length > 0) asked.push([...emails])
      return new Map(
        emails.flatMap((email) => {
          const id = users[email.trim().toLowerCase()]
          return id === undefined ? [] : [[email, id] as const]
        }),
      )
    },
  }
  return { ...directory, asked }
}
