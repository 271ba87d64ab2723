import type { Transporter } from 'nodemailer'
import { ApiError } from '../../contract/errors.ts'
import type { ApplianceSettings } from '../../contract/settings/appliance.ts'

/** What whoever runs the host has set up for mail. */
export type MailSettings = Pick<
  ApplianceSettings,
  'smtp_host' | 'smtp_port' | 'smtp_security' | 'smtp_username' | 'smtp_password' | 'smtp_from'
>

export interface Mail {
  readonly to: string
  /** Whose name it comes under; the address is the host's own. */
  readonly fromName: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface Mailer {
  readonly isConfigured: boolean
  /** Resolves when the mail server has taken it. @throws what it said, or that it cannot be reached */
  send(mail: Mail): Promise<void>
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 }

/** @param settings read for every mail, since they may change */
export function createMailer(settings: () => MailSettings): Mailer {
  return {
    get isConfigured() {
      const { smtp_host, smtp_from } = settings()
      return smtp_host !== '' && smtp_from !== ''
    },
    async send({ to, fromName, ...mail }) {
      const now = settings()
      const transport = await connect(now)
      try {
        // As objects: an address in a text could hold a second one.
        const from = { name: oneLine(fromName), address: now.smtp_from }
        const subject = oneLine(mail.subject)
        await transport.sendMail({ ...mail, from, to: { name: '', address: to }, subject, ...NOT_AN_ANSWERING_MACHINE })
      } finally {
        transport.close()
      }
    },
  }
}

/** https://www.rfc-editor.org/rfc/rfc3834#section-5: nobody's “I am away” need answer this. */
const NOT_AN_ANSWERING_MACHINE = { headers: { 'Auto-Submitted': 'auto-generated' } }

async function connect(settings: MailSettings): Promise<Transporter> {
  const {
    smtp_host: host,
    smtp_port: port,
    smtp_security: security,
    smtp_username: user,
    smtp_password: pass,
    smtp_from: from,
  } = settings
  if (host === '') throw new ApiError('BAD_REQUEST', 'No mail server is set up.')
  if (from === '') throw new ApiError('BAD_REQUEST', 'No sender of mails is set up.')
  if (security === 'none' && user !== '' && !LOOPBACK.has(host)) {
    throw new ApiError('BAD_REQUEST', 'The password is not sent to the mail server without encryption.')
  }
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== '' && { auth: { user, pass } }),
    // What people wrote must not become a file or an address that is read.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMEOUTS,
  })
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
