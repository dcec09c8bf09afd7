import { answer, type Resource } from './rest-resource.ts'

const ROOT_RESOURCES = [
  'sobjects',
  'query',
  'queryAll',
  'search',
  'parameterizedSearch',
  'composite',
  'limits',
]

export const limitResources: readonly Resource[] = [
  {
    kind: 'root',
    method: 'GET',
    path: '',
    handle: (_org, call) =>
      answer(200, Object.fromEntries(ROOT_RESOURCES.map((name) => [name, `${call.basePath}/${name}`]))),
  },
  {
    kind: 'limits',
    method: 'GET',
    path: '/limits',
    handle: (org) => {
      const most = org.settings.dailyApiRequests
      return answer(200, {
        DailyApiRequests: { Max: most, Remaining: Math.max(0, most - org.apiRequestsUsed) },
        DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
        DataStorageMB: { Max: 1_024, Remaining: 1_000 },
        FileStorageMB: { Max: 1_024, Remaining: 1_024 },
      })
    },
  },
]
