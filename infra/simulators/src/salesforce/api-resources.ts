import { collectionResources } from './collection-resources.ts'
import { compositeResource } from './composite-resource.ts'
import { limitResources } from './limit-resources.ts'
import { queryResources } from './query-resources.ts'
import type { Resource } from './rest-resource.ts'
import { searchResources } from './search-resources.ts'
import { sobjectResources } from './sobject-resources.ts'

const singleResources: readonly Resource[] = [
  ...limitResources,
  ...collectionResources,
  ...queryResources,
  ...searchResources,
  ...sobjectResources,
]

/** All resources below `/services/data/vNN.0`. A composite request may call all but itself. */
export const apiResources: readonly Resource[] = [...singleResources, compositeResource(singleResources)]
