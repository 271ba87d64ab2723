import { createServices } from '../../../../server/control/services.ts'
import { createLan } from '../../../../server/features/lan/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'

// One host of the network that the test made: says each change of its name and state on stdout, obeys lines on stdin.
const [wanted = 'hearth', instanceId = 'one'] = process.argv.slice(2)
let name: string | undefined = wanted
let remembered: string | undefined
const services = createServices(silentLog)
const lan = createLan({
  wanted: () => name,
  remembered: { get: () => remembered, set: (found) => (remembered = found) },
  instanceId,
  services,
  log: silentLog,
  onChange: () => say(),
})

function say(): void {
  const { state, reason, advice } = services.get('discovery')
  process.stdout.write(`${JSON.stringify({ name: lan.name(), state, reason, advice })}\n`)
}

async function obey(command: string): Promise<void> {
  if (command === 'off') name = undefined
  if (command === 'stop') {
    await lan.stop()
    process.exit(0)
  }
  await lan.check()
  await lan.check()
  say()
}

lan.start(8443)
process.stdin.setEncoding('utf8').on('data', (line: string) => void obey(line.trim()))
