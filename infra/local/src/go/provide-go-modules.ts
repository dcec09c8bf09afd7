import { execa } from 'execa'
import { join } from 'node:path'
import { StackError } from '../stack-error.ts'

/** What others publish as files in Go modules, and nowhere else that tests could have it from: nothing is built. */
export const goModules = {
  /** The schemas of Kubernetes' own objects, by version. */
  kubernetes: 'sigs.k8s.io/kubectl-validate',
  gatewayApi: 'sigs.k8s.io/gateway-api',
  keda: 'github.com/kedacore/keda/v2',
  prometheusOperator: 'github.com/prometheus-operator/prometheus-operator',
} as const

export type GoModule = keyof typeof goModules

const folder = join(import.meta.dirname, '..', '..', 'go', 'kubernetes-schemas')

/**
 * Downloads modules into Go's own cache, unless they are there; go.mod and go.sum of `infra/local/go/kubernetes-schemas` say which.
 * @returns the folder of each
 * @throws StackError when Go is missing, or cannot have them
 */
export async function provideGoModules(env: NodeJS.ProcessEnv): Promise<Readonly<Record<GoModule, string>>> {
  const { failed, stdout, stderr, code } = await execa(
    'go',
    ['mod', 'download', '-json', ...Object.values(goModules)],
    {
      cwd: folder,
      env: { ...env, GOFLAGS: '', GOWORK: 'off' },
      extendEnv: false,
      reject: false,
    },
  )
  if (code === 'ENOENT')
    throw new StackError('The schemas of Kubernetes come from Go modules: install Go (https://go.dev/dl).')
  if (failed)
    throw new StackError(`The schemas of Kubernetes could not be downloaded. Go says:\n${stderr || stdout}`)
  const downloaded = stdout
    .split(/(?<=^\})$/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as { readonly Path: string; readonly Dir: string })
  const folderOf = (path: string) => downloaded.find(({ Path }) => Path === path)!.Dir
  return {
    kubernetes: folderOf(goModules.kubernetes),
    gatewayApi: folderOf(goModules.gatewayApi),
    keda: folderOf(goModules.keda),
    prometheusOperator: folderOf(goModules.prometheusOperator),
  }
}
