import type { Core } from '../../delivery/core.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
import type { Log } from '../../lib/log.ts'
import type { Secrets } from '../auth/index.ts'
import type { Mailer } from '../mail/index.ts'
import { findOrganization } from '../organization/index.ts'
import { readRulesFor } from '../realm-settings/index.ts'
import { joinLink } from './link.ts'
import { dropMail, findDueMail, findNextMail, postponeMail } from './mail-queue.ts'
import { invitationMail } from './mail-text.ts'
import { refusalOf } from './policy.ts'
import { findById } from './repository.ts'

/** Minutes until the next attempt, by how many there were: a mail server may be away for a day. */
const PAUSES = [1, 5, 15, 60, 180, 360, 720]

interface Parts {
  readonly secrets: Secrets
  readonly mailer: Mailer
  /** The `https://…` that links begin with. */
  readonly origin: () => string
}

/** Sends invitations by mail, as soon as they are asked for and as often as the mail server needs. */
export class InviteMailSender {
  readonly #job: BackgroundJob
  readonly #core: Core
  readonly #parts: Parts
  readonly #log: Log

  constructor(core: Core, parts: Parts, log: Log) {
    this.#core = core
    this.#parts = parts
    this.#log = log
    const work = (signal: AbortSignal) => this.look(signal)
    this.#job = new BackgroundJob({ work, delayMs: 100, lookMs: 5_000, log, failed: 'Invitations could not be mailed' })
  }

  start(): void {
    this.#job.start()
  }

  /** Ends after the mail that is being sent. */
  stop(): Promise<void> {
    return this.#job.stop()
  }

  /** Sends whatever is due. Without a mail server it waits for one. @returns ms until the next one */
  async look(signal?: AbortSignal): Promise<number | undefined> {
    while (!signal?.aborted && this.#parts.mailer.isConfigured) {
      const due = await findDueMail(this.#core.db)
      if (!due) return findNextMail(this.#core.db)
      await this.#send(due)
    }
    return undefined
  }

  async #send({ id, invite: inviteId, attempts }: { id: number; invite: number; attempts: number }): Promise<void> {
    const { db } = this.#core
    const invite = await findById(db, inviteId)
    const isGood = invite && !refusalOf(invite, await readRulesFor(db, invite.inviter_id))
    // Withdrawn, used or over meanwhile: nobody needs the mail any more.
    if (!isGood || invite.email === null || !invite.token_sealed) return dropMail(db, id)
    // Counted before it is tried: a mail that ends the host with it must not be sent for ever.
    const pause = PAUSES[attempts]
    await postponeMail(db, id, pause ?? 0)
    try {
      await this.#parts.mailer.send(
        invitationMail({
          to: invite.email,
          organization: (await findOrganization(db))?.name ?? '',
          inviter: invite.inviter_name,
          link: joinLink(this.#parts.origin(), this.#parts.secrets.open(invite.inviter_id, invite.token_sealed)),
          expiresAt: invite.expires_at,
        }),
      )
    } catch (error) {
      const isFinal = pause === undefined || isRefusal(error)
      this.#log.warn(
        { err: error, invite: inviteId },
        isFinal ? 'An invitation could not be mailed' : `An invitation could not be mailed; again in ${pause} minutes`,
      )
      if (!isFinal) return
    }
    await dropMail(db, id)
  }
}

/** What the mail server will say again: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
function isRefusal(error: unknown): boolean {
  const { responseCode, command } = error as { responseCode?: number; command?: string }
  // A wrong password is for whoever runs the host to mend.
  return (responseCode ?? 0) >= 500 && /^(MAIL FROM|RCPT TO|DATA)$/.test(command ?? '')
}
