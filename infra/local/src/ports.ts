import getPort from 'get-port'

/**
 * A port that is free now on 127.0.0.1. Unlike the ports that an operating system hands out for 'any', nobody's
 * outgoing connection can take it before the program, seconds later, listens there.
 */
export function freePort(preferred?: number): Promise<number> {
  const candidates = Array.from({ length: 20 }, () => 20_000 + Math.floor(Math.random() * 10_000))
  return getPort({
    host: '127.0.0.1',
    port: preferred === undefined ? candidates : [preferred, ...candidates],
  })
}
