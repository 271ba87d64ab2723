import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  /** As it came over the wire. */
  readonly text: string
  readonly user: string | undefined
  readonly isEncrypted: boolean
}

export interface SmtpServer {
  readonly port: number
  readonly mails: Received[]
  stop(): Promise<void>
}

/** A real mail server on this computer, which takes whatever it is given and delivers nothing. */
export async function startSmtp(options: SMTPServerOptions = {}): Promise<SmtpServer> {
  const mails: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        const to = envelope.rcptTo.map(({ address }) => address)
        mails.push({ from, to, text: Buffer.concat(chunks).toString(), user: user as string, isEncrypted: secure })
        done()
      })
    },
  })
  // A client that hangs up in the middle is what some tests are for.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { port, mails, stop: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** The text of a mail as people read it: its encodings taken off. */
export function readable({ text }: Pick<Received, 'text'>): string {
  return text
    .replace(/=\r\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
}
