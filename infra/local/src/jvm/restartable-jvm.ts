import type { GuardedProcess } from '../guarded-process.ts'
import type { StackError } from '../stack-error.ts'

/** A JVM that can be started again after it was killed. Disposing stops the one that runs. */
export interface RestartableJvm extends AsyncDisposable {
  current(): GuardedProcess
  startAgain(): GuardedProcess
  /** Resolves with the reason when one ends by itself. */
  readonly broken: Promise<StackError>
}

export function restartable(start: () => GuardedProcess): RestartableJvm {
  const broken = Promise.withResolvers<StackError>()
  let current = watched(start())

  function watched(jvm: GuardedProcess): GuardedProcess {
    void jvm.broken.then(broken.resolve)
    return jvm
  }

  return {
    current: () => current,
    startAgain: () => (current = watched(start())),
    broken: broken.promise,
    [Symbol.asyncDispose]: () => current[Symbol.asyncDispose](),
  }
}
