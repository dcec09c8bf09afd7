/** What a stack of a test's own reads: of the machine, and of who runs it; no addresses. */
const names =
  /^(PATH|HOME|NODE_COMPILE_CACHE|JAVA_HOME|XDG_\w+|CALLTRAIL_CACHE_DIR|CALLTRAIL_STACK|DOCKER_\w+|TESTCONTAINERS_\w+|RYUK_\w+)$/

export const stackEnvironment: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => names.test(name)),
)
