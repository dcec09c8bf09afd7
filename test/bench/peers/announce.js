/** Tells the bench that the peer listens, and ends it with its standard input: then the bench is done with it, or gone. */
export function announce(url) {
  console.log(JSON.stringify({ url }))
  process.stdin.resume().once('close', () => process.exit())
}
