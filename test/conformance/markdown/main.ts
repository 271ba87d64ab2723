import { parseArgs } from 'node:util'
import { readCases } from './cases.ts'
import { runLinkify, runRegular, runText } from './run.ts'

/**
 * Holds the renderer against a file of cases in the form of Zulip's `markdown_test_cases.json`.
 *
 * `npm run conformance:markdown -- cases.json [--verbose]`; `--verbose` shows what came and what should have.
 */
const USAGE = 'Usage: npm run conformance:markdown -- <cases.json> [--verbose]'
const MAX_FAILED = 0.03

const { values, positionals } = parseArgs({ options: { verbose: { type: 'boolean' } }, allowPositionals: true })
const [file] = positionals
if (file === undefined) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(2)
}
const cases = readCases(file)
const parts = [runRegular(cases), runLinkify(cases), runText(cases)]
const failed = parts.flatMap(({ outcomes }) => outcomes.filter(({ got, expected }) => got !== expected))
const total = parts.reduce((sum, { outcomes }) => sum + outcomes.length, 0)
if (values.verbose) {
  for (const { name, input, got, expected } of failed) {
    process.stdout.write(`${name}\n  input     ${JSON.stringify(input)}\n`)
    process.stdout.write(`  rendered  ${JSON.stringify(got)}\n  expected  ${JSON.stringify(expected)}\n`)
  }
}
const counts = parts.map(({ name, outcomes }) => {
  const passed = outcomes.filter(({ got, expected }) => got === expected).length
  return `${name} ${passed}/${outcomes.length}`
})
process.stdout.write(`${counts.join(', ')}\n`)
for (const { name } of failed) process.stdout.write(`  ${name}\n`)
process.exit(total > 0 && failed.length <= total * MAX_FAILED ? 0 : 1)
