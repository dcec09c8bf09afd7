/** How often a record must break what works for others. */
const timesToBlame = 3

/**
 * Tells a record that breaks its dependency from a dependency that is down: the record meets an outage alone, again and again,
 * although the dependency recovered for others in between. One per partition, whose head is the only candidate.
 */
export class LoneOutages {
  #offset: string | undefined
  #recoveries = 0
  #times = 0

  /**
   * Notes that the record at `offset`, asked about alone, met an outage.
   * @param recoveries how often the dependency came back so far
   * @returns whether the record is to blame
   */
  blames(offset: string, recoveries: number): boolean {
    if (offset !== this.#offset) {
      this.#offset = offset
      this.#times = 1
    } else if (recoveries > this.#recoveries) {
      this.#times += 1
    }
    this.#recoveries = recoveries
    return this.#times >= timesToBlame
  }
}
