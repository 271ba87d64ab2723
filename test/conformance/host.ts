import type { ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { spawnNode } from '../bench/child.ts'
import { type Received, type SmtpServer, startSmtp } from '../support/smtp.ts'

/** The built host: what people run. */
const ROOT = join(import.meta.dirname, '../..')
const CLI = 'dist/server/cli.js'
/** More than what the scenarios make, and less than one large file. */
export const MAX_EXPORT_MIB = 8
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

/** `hearth host` as a process of its own, installed in a folder and on a data folder that go with it. */
export class Host {
  readonly #data = mkdtempSync(join(tmpdir(), 'hearth-conformance-'))
  readonly #program = `${this.#data}-program`
  #smtp: SmtpServer | undefined
  #child: ChildProcess | undefined
  url = ''
  ca = ''
  said = ''

  /** May be called again after `stop`: the data stays. */
  async start(): Promise<void> {
    const file = `${this.#data}.json`
    const first = this.#child === undefined
    if (first) {
      this.#install()
      this.#smtp = await startSmtp()
      writeFileSync(file, JSON.stringify(organization(this.#smtp.port)), { mode: 0o600 })
    }
    const unattended = first ? ['--unattended', file] : []
    const child = spawnNode(
      [join(this.#program, CLI), 'host', '--data', this.#data, '--port', '0', ...unattended],
      undefined,
      false,
    )
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

  /** What the host has mailed so far. */
  get mails(): readonly Received[] {
    return this.#smtp?.mails ?? []
  }

  /** A newer version with other pages takes the place of the one that has stopped. */
  update(): void {
    appendFileSync(join(this.#program, 'dist/renderer/chat/index.html'), '<!-- newer -->')
  }

  #install(): void {
    if (!existsSync(join(ROOT, CLI))) throw new Error('The host is not built: start this by "npm run conformance"')
    mkdirSync(this.#program)
    for (const part of ['package.json', 'dist/server', 'dist/renderer']) {
      cpSync(join(ROOT, part), join(this.#program, part), { recursive: true })
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.#program, 'node_modules'))
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }

  async remove(): Promise<void> {
    await this.#smtp?.stop()
    for (const folder of [this.#data, this.#program]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function organization(smtpPort: number): object {
  const person = (name: string) => ({ full_name: nameOf(name), email: emailOf(name), password: PASSWORD })
  return {
    organization: { name: 'Acme' },
    owner: person('owner'),
    people: Object.entries(PEOPLE).map(([name, role]) => ({ ...person(name), role })),
    addresses: ['localhost'],
    settings: {
      rate_limit_api_per_minute: 0,
      max_export_size_mib: MAX_EXPORT_MIB,
      bigbluebutton_url: 'https://meet.acme.test/bigbluebutton',
      bigbluebutton_secret: 'a secret of two servers',
      smtp_host: 'localhost',
      smtp_port: smtpPort,
      smtp_security: 'none',
      smtp_from: 'hearth@acme.test',
    },
  }
}

/** `member` is called Member Acme. */
function nameOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} Acme`
}
