import { processFaults } from './catalogue/processes.ts'
import { testShortForm } from './short-form.ts'

testShortForm(processFaults)
