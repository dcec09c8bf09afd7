import { chartFiles } from './chart/generated-files.ts'
import type { GeneratedFile } from './generated-file.ts'
import { imageFiles } from './image/generated-files.ts'
import { strimziFiles } from './strimzi/resources.ts'

/** Each file that is written from the code. */
export function generatedFiles(): GeneratedFile[] {
  return [...imageFiles(), ...chartFiles(), ...strimziFiles()]
}
