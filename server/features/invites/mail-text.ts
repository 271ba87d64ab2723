import { escapeHtml } from '../../lib/escape-html.ts'
import type { Mail } from '../mail/index.ts'

export interface Invitation {
  readonly to: string
  readonly organization: string
  /** Who invites. */
  readonly inviter: string
  readonly link: string
  readonly expiresAt: Date | null
}

/** Whoever reads this may never have heard of Hearth. */
export function invitationMail({ to, organization, inviter, link, expiresAt }: Invitation): Mail {
  const what = `${inviter} invites you to join ${organization}, where the team writes to each other.`
  const until = expiresAt ? `The invitation holds until ${dayOf(expiresAt)}.` : 'The invitation does not expire.'
  const strange = 'If you do not know what this is about, you can ignore it: nothing happens without you.'
  const text = [what, `Open this address to choose a password and begin:\n${link}`, until, strange].join('\n\n')
  return {
    to,
    fromName: organization,
    subject: `${inviter} invites you to ${organization}`,
    text: `${text}\n`,
    html: toHtml({ what, link, until, strange }),
  }
}

const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#8a4b2a;color:#ffffff;text-decoration:none'

function toHtml({
  what,
  link,
  until,
  strange,
}: Readonly<Record<'what' | 'link' | 'until' | 'strange', string>>): string {
  const [to, shown] = [escapeHtml(link), escapeHtml(link)]
  return `<!doctype html>
<html lang="en">
  <body style="margin:0;padding:24px;font-family:sans-serif;font-size:16px;line-height:1.5;color:#2b2320">
    <p>${escapeHtml(what)}</p>
    <p><a href="${to}" style="${BUTTON}">Join</a></p>
    <p>${escapeHtml(until)}</p>
    <p style="font-size:14px;color:#6b5f58">The button leads to <a href="${to}">${shown}</a>.<br>${escapeHtml(strange)}</p>
  </body>
</html>
`
}

function dayOf(date: Date): string {
  return date.toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
