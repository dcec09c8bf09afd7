/** Parcels as one HTTP request: a single one as it is, several as a composite request. */
import type { ApiResponse } from '../../http/exchange.ts'
import { compositeAnswer, read } from '../answers.ts'
import type { Transport } from '../transport.ts'
import type { LaneRequest } from './lane.ts'
import type { Parcel } from './pending-work.ts'

export interface SharedRequestSettings {
  readonly transport: Transport
  /** Such as `/services/data/v66.0`. */
  readonly root: string
  /** For what carries no more than {@link recordsOfTimeout} records. */
  readonly timeoutMs: number
  readonly budgetPauseMs: number
}

const recordsOfTimeout = 200

/**
 * The answer to each parcel, in their order.
 * @throws {PipelineError} when there is no answer to any of them
 */
export async function sendParcels(
  parcels: readonly Parcel[],
  { transport, root, timeoutMs, budgetPauseMs }: SharedRequestSettings,
): Promise<readonly ApiResponse[]> {
  const requests = parcels.map(requestOf)
  const [only] = requests
  const deadline = timeoutMs * timeoutsFor(parcels)
  if (only && requests.length === 1) {
    return [await transport.send({ ...only, path: root + only.path, timeoutMs: deadline })]
  }
  const compositeRequest = requests.map(({ method, path, body }, index) => ({
    method,
    url: root + path,
    referenceId: `part${index}`,
    ...(body === undefined ? {} : { body }),
  }))
  const response = await transport.send({
    method: 'POST',
    path: `${root}/composite`,
    body: { allOrNone: false, compositeRequest },
    timeoutMs: deadline,
  })
  return read(response, compositeAnswer(parcels.length), budgetPauseMs)
}

function requestOf(parcel: Parcel): LaneRequest {
  return parcel[0]!.lane.request(parcel.map(({ content }) => content))
}

function timeoutsFor(parcels: readonly Parcel[]): number {
  const records = parcels.reduce((sum, parcel) => sum + parcel.length, 0)
  return Math.ceil(records / recordsOfTimeout)
}
