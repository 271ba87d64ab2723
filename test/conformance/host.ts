import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { spawnNode } from '../bench/child.ts'

/** The built host: what people run. */
const HOST = join(import.meta.dirname, '../../dist/server/cli.js')
export const PASSWORD = 'correct horse battery staple'

const PEOPLE = {
  admin: 'administrator',
  moderator: 'moderator',
  member: 'member',
  other: 'member',
  guest: 'guest',
} as const
/** Who has an account from the start; each has the e-mail address of that name. */
export const CAST = ['owner', ...(Object.keys(PEOPLE) as (keyof typeof PEOPLE)[])] as const

export const emailOf = (name: string) => `${name}@acme.test`

/** `hearth host` as a process of its own, on a data folder that goes with it. */
export class Host {
  readonly #data = mkdtempSync(join(tmpdir(), 'hearth-conformance-'))
  #child: ChildProcess | undefined
  url = ''
  ca = ''
  said = ''

  /** May be called again after `stop`: the data stays. */
  async start(): Promise<void> {
    if (!existsSync(HOST)) throw new Error('The host is not built: start this by "npm run conformance"')
    const file = `${this.#data}.json`
    const first = this.#child === undefined
    if (first) writeFileSync(file, JSON.stringify(organization()), { mode: 0o600 })
    const unattended = first ? ['--unattended', file] : []
    const child = spawnNode([HOST, 'host', '--data', this.#data, '--port', '0', ...unattended], undefined, false)
    this.#child = child
    child.stderr?.on('data', (chunk: Buffer) => (this.said += chunk.toString()))
    if (!child.stdout) throw new Error('The host has no output')
    const lines = createInterface({ input: child.stdout })
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve)
      child.once('exit', (code) => reject(new Error(`The host ended with ${code}:\n${this.said}`)))
    }).finally(() => rmSync(file, { force: true }))
    const ready = JSON.parse(line) as { url: string; ca: string }
    this.url = ready.url
    this.ca = readFileSync(ready.ca, 'utf8')
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }

  remove(): void {
    rmSync(this.#data, { recursive: true, force: true, maxRetries: 5 })
  }
}

function organization(): object {
  const person = (name: string) => ({ full_name: nameOf(name), email: emailOf(name), password: PASSWORD })
  return {
    organization: { name: 'Acme' },
    owner: person('owner'),
    people: Object.entries(PEOPLE).map(([name, role]) => ({ ...person(name), role })),
    addresses: ['localhost'],
    settings: { rate_limit_api_per_minute: 0 },
  }
}

/** `member` is called Member Acme. */
function nameOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} Acme`
}
