/**
 * What a process that a test starts is given of this one's environment, beside what the test says: where programs are, and where Node
 * keeps what it has compiled, so that the many processes of a run start in half the time.
 */
export function passedOn(): Readonly<Record<string, string>> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  return { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) }
}
