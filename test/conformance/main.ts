import { parseArgs } from 'node:util'
import { type Contract, readContract } from './document.ts'
import { Host } from './host.ts'
import { formatReport, isComplete } from './report.ts'
import { Run } from './run.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { Tally } from './tally.ts'
import { Watch } from './watch.ts'

/**
 * Plays every scenario against the built host and holds each answer and event against an OpenAPI file, strictly.
 *
 * `npm run conformance -- openapi.yaml [--only messages,users] [--quick]`; `--quick` waits for no heartbeat.
 */
const USAGE = 'Usage: npm run conformance -- <openapi.yaml> [--only area,area] [--quick]'

/** Keys for development, and pages of prose that are written as if they were operations. */
const EXCLUDED = {
  operations: new Set(['dev-fetch-api-key', 'rest-error-handling', 'zulip-outgoing-webhooks']),
  events: new Set(['has_zoom_token']),
}
/** By their descriptions, servers of today send none of these. */
const SILENT = new Set(['realm_bot/remove', 'realm_filters'])
/** A queue that has nothing to tell says so before this. */
const HEARTBEAT_MS = 80_000

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean' } },
  allowPositionals: true,
})
const [file] = positionals
const only = values.only?.split(',') ?? Object.keys(SCENARIOS)
const unknown = only.filter((name) => !(name in SCENARIOS))
if (file === undefined || unknown.length > 0) {
  process.stderr.write(`${USAGE}\nAreas: ${Object.keys(SCENARIOS).join(', ')}\n`)
  process.exit(2)
}
const contract = readContract(file, EXCLUDED)
const tally = new Tally(contract, SILENT)
const host = new Host()
try {
  await host.start()
  await play(contract)
} finally {
  await host.stop()
  await host.remove()
}
process.stdout.write(`${formatReport(tally, host.said)}\n`)
process.exit(isComplete(tally) ? 0 : 1)

async function play(of: Contract): Promise<void> {
  const run = new Run(of, tally, host)
  await run.gather()
  const idle = await Watch.start(run, tally, 'owner', { event_types: ['heartbeat'] })
  const heartbeat = values.quick ? undefined : idle.until(({ type }) => type === 'heartbeat', HEARTBEAT_MS)
  run.watches.push(idle)
  for (const name of only) {
    process.stderr.write(`conformance: ${name} …\n`)
    // What one area lacks does not keep the others from being seen.
    await SCENARIOS[name]?.(run).catch((error: unknown) => tally.broken(name, error))
    await run.settle()
  }
  await heartbeat
  if (!values.quick) {
    await run.restart()
    await run.settle()
    await run.deactivate()
  }
  await run.end()
}
