/** For a JVM that must be there soon and that nobody measures: the quick compiler only, the collector with no threads. */
export function flags({
  heapMb,
  temporaryDirectory,
}: {
  heapMb: number
  temporaryDirectory: string
}): string[] {
  return [
    `-Xmx${heapMb}m`,
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    // Otherwise each JVM leaves files behind in the machine's temporary directory when it is killed.
    '-XX:-UsePerfData',
    `-Djava.io.tmpdir=${temporaryDirectory}`,
  ]
}
