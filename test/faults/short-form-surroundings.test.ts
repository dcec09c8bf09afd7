import { catalogue } from './catalogue/index.ts'
import { processFaults } from './catalogue/processes.ts'
import { testShortForm } from './short-form.ts'

/** Whatever is not in the other file, so that none is forgotten. */
testShortForm(catalogue.filter((fault) => !processFaults.includes(fault)))
