export { progressOn, silentProgress, type Progress } from './progress.ts'
export { StackError } from './stack-error.ts'
export { cacheRoot } from './cache.ts'
export { exclusively } from './exclusively.ts'
export { programOnPath } from './go/path-lookup.ts'
export { firstMavenError } from './jvm/distributions.ts'
export { findJava, mavenMissing } from './jvm/java.ts'
export { openStack } from './open-stack.ts'
export type {
  Broker,
  PreferredPorts,
  SecureDoors,
  SecurityOptions,
  Stack,
  StackOptions,
  TraceBackEnd,
  UserCredentials,
} from './stack.ts'
export { createAuthority, type Certificate, type CertificateAuthority } from './certificates.ts'
export { chooseProviders, type Provider } from './choice.ts'
export { provideGoTool, type GoToolOptions } from './go/provide-go-tool.ts'
export type { GoTool } from './go/tools.ts'
export { startGuarded, type GuardedProcess, type ProcessCommand } from './guarded-process.ts'
export { freePort } from './ports.ts'
export { httpProbe, type Probe } from './probe.ts'
export { whenReady } from './readiness.ts'
export { startWatchdog, type Watchdog } from './watchdog.ts'
export { openRights, rightsIn, type Right, type Rights } from './rights.ts'
export { provideGoModules, type GoModule } from './go/provide-go-modules.ts'
export { serverProperties } from './kafka-properties.ts'
export { registryProperties } from './registry-properties.ts'
