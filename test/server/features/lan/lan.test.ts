import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { createServices } from '../../../../server/control/services.ts'
import { createLan } from '../../../../server/features/lan/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { needs } from '../../../support/needs.ts'

const missing =
  needs('ip', 'iproute2') ?? (process.getuid?.() === 0 ? undefined : 'needs root, to make networks of its own')

interface Said {
  readonly name: string
  readonly state: string
  readonly advice: string
}

interface NetworkHost {
  /** Waits until the host has said what `holds` for. */
  until(holds: (said: Said) => boolean): Promise<Said>
  tell(command: string): void
}

let networks = 0

/** Two or three machines on a network that nothing else is part of. */
function createNetwork(count: number) {
  const id = `hl${process.pid % 10_000}${networks++}`
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const names = Array.from({ length: count }, (_, i) => `${id}n${i}`)
  const hub = `${id}hub`
  ip('netns', 'add', hub)
  onTestFinished(() => {
    for (const name of [...names, hub]) execFileSync('sh', ['-c', `ip netns del ${name} 2>/dev/null || true`])
  })
  ip('-n', hub, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0')
  ip('-n', hub, 'link', 'set', 'br0', 'up')
  names.forEach((name, i) => {
    ip('netns', 'add', name)
    ip('-n', name, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', `p${i}`, 'netns', hub)
    ip('-n', hub, 'link', 'set', `p${i}`, 'master', 'br0', 'up')
    ip('-n', name, 'addr', 'add', `10.77.0.${i + 1}/24`, 'dev', 'eth0')
    ip('-n', name, 'link', 'set', 'lo', 'up')
    ip('-n', name, 'link', 'set', 'eth0', 'up')
    ip('-n', name, 'route', 'add', '224.0.0.0/4', 'dev', 'eth0')
  })
  return { names, hub, ip }
}

function start(namespace: string, wanted: string, instance: string): NetworkHost {
  const script = join(import.meta.dirname, 'announce.ts')
  const args = ['netns', 'exec', namespace, process.execPath, script, wanted, instance]
  const child: ChildProcess = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: Said[] = []
  let heard = () => {}
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(JSON.parse(line) as Said)
      heard()
    })
  }
  return {
    tell: (command) => void child.stdin?.write(`${command}\n`),
    until: (holds) =>
      new Promise((resolve) => {
        heard = () => {
          const found = said.find(holds)
          if (found) resolve(found)
        }
        heard()
      }),
  }
}

/** Where no answer is expected, or it is asked again. */
const SOON = 1_500

/** Asks as a simple resolver does; answers the records by type. @param patience in ms, until there is no answer */
function resolve(namespace: string, name: string, type: string, patience = 10_000): string[] {
  const code = `
    const m = (await import('multicast-dns')).default()
    m.on('response', (r) => {
      const found = [...r.answers, ...r.additionals].filter((a) => a.ttl > 0)
      if (!r.answers.some((a) => a.name === process.argv[1])) return
      console.log(JSON.stringify(found.map((a) => a.type + ' ' + (a.data.port ? a.data.port + ' ' + a.data.target : a.data))))
      process.exit()
    })
    m.query(process.argv[1], process.argv[2])
    setTimeout(() => { console.log('[]'); process.exit() }, Number(process.argv[3]))`
  const args = [
    'netns',
    'exec',
    namespace,
    process.execPath,
    '--input-type=module',
    '-e',
    code,
    name,
    type,
    String(patience),
  ]
  const cwd = join(import.meta.dirname, '../../../..')
  return JSON.parse(execFileSync('ip', args, { cwd, encoding: 'utf8' })) as string[]
}

test.skipIf(missing)(
  `a host is found by its .local name and among the services${missing ? `: ${missing}` : ''}`,
  async () => {
    const { names, ip } = createNetwork(2)
    const [here = '', there = ''] = names
    const host = start(here, 'hearth', 'one')
    expect(await host.until((said) => said.name !== '')).toMatchObject({ name: 'hearth.local', state: 'running' })
    expect(resolve(there, 'hearth.local', 'A')).toContain('A 10.77.0.1')
    expect(resolve(there, '_https._tcp.local', 'PTR')).toEqual(
      expect.arrayContaining(['PTR Hearth hearth._https._tcp.local', 'SRV 8443 hearth.local', 'A 10.77.0.1']),
    )

    ip('-n', here, 'addr', 'del', '10.77.0.1/24', 'dev', 'eth0')
    ip('-n', here, 'addr', 'add', '10.77.0.9/24', 'dev', 'eth0')
    ip('-n', here, 'route', 'replace', '224.0.0.0/4', 'dev', 'eth0')
    host.tell('check')
    await expect.poll(() => resolve(there, 'hearth.local', 'A', SOON)).toContain('A 10.77.0.9')
    expect(resolve(there, 'hearth.local', 'A')).not.toContain('A 10.77.0.1')

    host.tell('off')
    await host.until((said) => said.state === 'stopped' && said.name === '')
    expect(resolve(there, 'hearth.local', 'A', SOON)).toEqual([])
  },
)

/** What a program with rights over its own machine can send: a question with the source port 0. */
const FORGE = `use Socket; my ($from, $to) = map { inet_aton($_) } @ARGV;
  my $dns = pack("n6", 0, 0, 1, 0, 0, 0) . "\\x06hearth\\x05local\\x00" . pack("n2", 1, 1);
  my $udp = pack("n4", 0, 5353, 8 + length $dns, 0) . $dns;
  my $ip = pack("CCnnnCCna4a4", 0x45, 0, 20 + length $udp, 0, 0, 64, 17, 0, $from, $to);
  socket(my $s, AF_INET, SOCK_RAW, 255) or die $!; send($s, $ip . $udp, 0, sockaddr_in(0, $to)) or die $!`

test.skipIf(missing)('a forged packet that cannot be answered does not end the host', async () => {
  const { names, ip } = createNetwork(2)
  const [here = '', there = ''] = names
  const host = start(here, 'hearth', 'one')
  await host.until((said) => said.name === 'hearth.local')
  for (let i = 0; i < 3; i++) ip('netns', 'exec', there, 'perl', '-e', FORGE, '10.77.0.2', '10.77.0.1')
  expect(resolve(there, 'hearth.local', 'A')).toContain('A 10.77.0.1')
})

test.skipIf(missing)('a second host of the same name takes the next one', async () => {
  const { names } = createNetwork(3)
  const [one = '', two = '', three = ''] = names
  const first = start(one, 'hearth', 'one')
  await first.until((said) => said.name === 'hearth.local')
  const second = start(two, 'hearth', 'two')
  expect((await second.until((said) => said.name !== '')).name).toBe('hearth-2.local')
  expect(resolve(three, 'hearth.local', 'A')).toContain('A 10.77.0.1')
  expect(resolve(three, 'hearth-2.local', 'A')).toContain('A 10.77.0.2')
})

test.skipIf(missing)('two hosts whose networks are joined end up with two names', async () => {
  const { names, hub, ip } = createNetwork(3)
  const [one = '', two = '', three = ''] = names
  ip('-n', hub, 'link', 'set', 'p1', 'nomaster')
  const hosts = [start(one, 'hearth', 'one'), start(two, 'hearth', 'two')]
  for (const host of hosts) await host.until((said) => said.name === 'hearth.local')
  ip('-n', hub, 'link', 'set', 'p1', 'master', 'br0')
  await expect
    .poll(() => ['hearth.local', 'hearth-2.local'].map((name) => resolve(three, name, 'A', SOON).length))
    .toEqual([1, 1])
})

test.skipIf(missing)('without a network the service is degraded and says what to do; the host lives', async () => {
  const { names, ip } = createNetwork(1)
  const [here = ''] = names
  ip('-n', here, 'link', 'del', 'eth0')
  const host = start(here, 'hearth', 'one')
  host.tell('check')
  const said = await host.until(({ state }) => state === 'degraded')
  expect(said.advice).toMatch(/Use the IP address instead/)
})

test('before its name is found again, a host counts on that of the last time, unless it is to announce none', () => {
  let wanted: string | undefined = 'hearth'
  const lan = createLan({
    wanted: () => wanted,
    remembered: { get: () => 'hearth-2', set: () => undefined },
    instanceId: 'one',
    services: createServices(silentLog),
    log: silentLog,
    onChange: () => undefined,
  })
  expect(lan.name()).toBe('')
  expect(lan.expectedName()).toBe('hearth-2.local')
  wanted = undefined
  expect(lan.expectedName()).toBe('')
})
