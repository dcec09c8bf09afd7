export { provideSample, sampleLanguages } from './provide-sample.ts'
export type { SampleCommand, SampleLanguage } from './provide-sample.ts'
