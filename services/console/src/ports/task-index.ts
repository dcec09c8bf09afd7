/** The Tasks of calls in Salesforce. */
export interface TaskIndex {
  /** Those of the event ids that have a Task which is neither deleted nor archived. Costs an API call for some hundreds. */
  having(eventIds: readonly string[]): Promise<ReadonlySet<string>>
}
