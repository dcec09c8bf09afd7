import type { FastifyInstance } from 'fastify'

/** A simulator that listens. Closing it cuts the connections that are open, hanging ones included. */
export interface RunningSimulator extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Port 0 takes any free port. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<RunningSimulator> {
  const url = await app.listen({ host, port })
  const close = async (): Promise<void> => {
    await app.close()
  }
  return { url, close, [Symbol.asyncDispose]: close }
}
