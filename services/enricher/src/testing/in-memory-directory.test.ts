import { contactDirectoryContract } from './contact-directory-contract.ts'
import { inMemoryDirectory } from './in-memory-directory.ts'

contactDirectoryContract(async (people, settings) => inMemoryDirectory(people, settings))
