import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ApplianceSettings, DEFAULT_APPLIANCE_SETTINGS } from '../../../../server/contract/settings/appliance.ts'
import { InviteMailSender } from '../../../../server/features/invites/index.ts'
import { createMailer } from '../../../../server/features/mail/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { readable, startSmtp } from '../../../support/smtp.ts'
import { ask, certificate } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, MEMBER, OWNER, startChat } from '../chat-api.ts'

const OPEN = { smtp_host: '127.0.0.1', smtp_security: 'none', smtp_from: 'hearth@acme.test' } as const
const LOGIN = { ...OPEN, smtp_host: 'localhost', smtp_username: 'hearth', smtp_password: 'canary-5ecret' } as const
const INVITE = { invitee_emails: 'Ada <new@else.test>', stream_ids: [] }
const ORIGIN = 'https://chat.acme.test'

/** An office whose host sends mail by a server of its own. */
async function office(options: SMTPServerOptions = {}, settings: Partial<ApplianceSettings> = OPEN) {
  const smtp = await startSmtp(options)
  onTestFinished(() => smtp.stop())
  const now = { ...DEFAULT_APPLIANCE_SETTINGS, smtp_port: smtp.port, ...settings }
  const chat = await startChat({ settings: now })
  const mailer = createMailer(() => now)
  const parts = { secrets: chat.core.auth.secrets, mailer, origin: () => ORIGIN }
  const sender = new InviteMailSender(chat.core, parts, silentLog)
  const waiting = () => chat.core.db.query('select attempts, next_attempt_at > now() as later from invite_mail')
  return { ...chat, chat, smtp, send: () => sender.look(), waiting }
}

const linkIn = (text: string) => /https:\/\/chat\.acme\.test\/join\/[\w-]{43}/.exec(text)?.[0] ?? ''
const join = (chat: ChatApi, link: string, email: string) =>
  ask(chat, `/json${new URL(link).pathname}`, { form: { full_name: 'Ada', email, password: 'a kettle for everyone' } })

describe('an invitation by mail', () => {
  test('reaches who was invited, who joins with that address alone; the inviter hears of it', async () => {
    const { call, chat, smtp, send, waiting, listen } = await office()
    const admin = await listen(ADMIN)
    expect((await call(ADMIN, 'POST', '/invites', INVITE)).json).toEqual({ result: 'success', msg: '' })
    expect(await admin.events()).toMatchObject([{ type: 'invites_changed' }])
    await send()
    expect(await waiting()).toEqual([])
    expect(smtp.mails).toMatchObject([{ from: 'hearth@acme.test', to: ['new@else.test'] }])
    const [mail] = smtp.mails
    const text = readable(mail ?? { text: '' })
    expect(text).toContain('From: Acme <hearth@acme.test>')
    expect(text).toContain('Subject: User 2 invites you to Acme')
    expect(text.match(/Content-Type: text\/(plain|html)/g)).toHaveLength(2)

    const link = linkIn(text)
    const { invites } = (await call(OWNER, 'GET', '/invites')).json as { invites: object[] }
    expect(invites).toMatchObject([{ email: 'new@else.test', is_multiuse: false, notify_referrer_on_join: true }])
    expect(JSON.stringify(invites), 'the link proves the address').not.toContain(link)
    const asked = await ask(chat, `/json${new URL(link).pathname}`)
    expect(asked.json).toMatchObject({ valid: true, email: 'new@else.test' })
    expect((await join(chat, link, 'thief@else.test')).json).toMatchObject({ reason: 'addressee' })
    expect((await join(chat, link, 'NEW@else.test')).json).toMatchObject({ email: 'NEW@else.test' })
    const told = (await admin.events()).filter(({ type }) => type === 'message')
    expect(JSON.stringify(told)).toMatch(/accepted your invitation.*Notification Bot/)
  })

  test('rests while the organization is closed, and is not looked for again and again', async () => {
    const { call, send, core, smtp } = await office()
    await call(ADMIN, 'POST', '/invites', INVITE)
    await core.db.query('update organization set deactivated_at = now()')
    expect(await send()).toBeUndefined()
    await core.db.query('update organization set deactivated_at = null')
    await send()
    expect(smtp.mails).toHaveLength(1)
  })

  test('goes to everybody else when some cannot be invited, and is sent again on request', async () => {
    const { call, smtp, send, core } = await office()
    const invitee_emails = 'u3@acme.test, first@else.test\nFirst@else.test,"x"@else.test,a\u0007@b.test'
    const { json } = await call(ADMIN, 'POST', '/invites', { ...INVITE, invitee_emails })
    expect(json).toMatchObject({
      code: 'INVITATION_FAILED',
      sent_invitations: true,
      errors: [
        ['u3@acme.test', 'Already has an account.', false],
        ['"x"@else.test', 'Invalid address.', false],
        [expect.any(String), 'Invalid address.', false],
      ],
    })
    await send()
    expect(smtp.mails.map(({ to }) => to)).toEqual([['first@else.test']])
    expect((await call(ADMIN, 'POST', '/invites/1/resend')).json).toEqual({ result: 'success', msg: '' })
    expect((await call(MEMBER, 'POST', '/invites/1/resend')).json['msg']).toBe('No such invitation')
    await send()
    const links = smtp.mails.map((mail) => linkIn(readable(mail)))
    expect([links.length, new Set(links).size]).toEqual([2, 1])
    expect((await call(ADMIN, 'POST', '/invites/1/resend')).json['msg']).toMatch(/sent twice within an hour/)
    await send()
    expect(smtp.mails).toHaveLength(2)
    await core.db.query(`update invite_mailing set asked_at = now() - interval '61 minutes'`)
    expect((await call(ADMIN, 'POST', '/invites/1/resend')).status).toBe(200)

    await core.db.query(
      `insert into realm_domain values ('acme.test', false);
       update organization set settings = settings || '{"emails_restricted_to_domains": true}'`,
    )
    const outside = await call(ADMIN, 'POST', '/invites', { ...INVITE, invitee_emails: 'b@else.test' })
    expect(outside.json).toMatchObject({
      sent_invitations: false,
      errors: [['b@else.test', 'Outside your domain.', false]],
    })
  })

  test('is not sent once it was withdrawn, and sends no flood', async () => {
    const { call, smtp, send, waiting, core } = await office()
    await call(ADMIN, 'POST', '/invites', INVITE)
    expect((await call(ADMIN, 'DELETE', '/invites/1')).status).toBe(200)
    await send()
    expect([smtp.mails, await waiting()]).toEqual([[], []])
    const many = Array.from({ length: 500 }, (_, i) => `p${i}@else.test`).join()
    const { json } = await call(ADMIN, 'POST', '/invites', { ...INVITE, invitee_emails: many })
    expect(json).toMatchObject({ code: 'INVITATION_FAILED', daily_limit_reached: true, sent_invitations: false })
    expect(await core.db.query('select from invite')).toHaveLength(1)

    const half = (name: string) => Array.from({ length: 260 }, (_, i) => `${name}${i}@else.test`).join()
    const both = await Promise.all(
      ['a', 'b'].map((name) => call(ADMIN, 'POST', '/invites', { ...INVITE, invitee_emails: half(name) })),
    )
    expect(
      both.map(({ status }) => status).sort((a, b) => a - b),
      'at the same time',
    ).toEqual([200, 400])
    expect(await core.db.query('select from invite')).toHaveLength(261)
    await core.db.query('insert into invite_mailing select 1 from generate_series(1, 239)')
    const [last] = await core.db.query<{ id: number }>('select max(id) as id from invite')
    const again = await call(ADMIN, 'POST', `/invites/${last?.id}/resend`)
    expect(again.json, 'each mail counts').toMatchObject({ daily_limit_reached: true })
  })

  test('carries nothing that a name could smuggle into its header or its page', async () => {
    const { call, smtp, send, core } = await office()
    const evil = `Eve\r\nBcc: all@else.test\u2028<img src=x onerror=alert(1)>`
    await core.db.query('update user_account set full_name = $1 where id = $2', [evil, ADMIN])
    await core.db.query('update organization set name = $1', ['A"<\r\nX-Evil: 1'])
    await call(ADMIN, 'POST', '/invites', INVITE)
    await send()
    expect(smtp.mails.map(({ to }) => to)).toEqual([['new@else.test']])
    const text = smtp.mails[0]?.text ?? ''
    const head = text.slice(0, text.indexOf('\r\n\r\n'))
    expect(head).not.toMatch(/^(bcc|x-evil):/im)
    const page = readable({ text }).split('text/html')[1]
    expect(page).toContain('&lt;img')
    expect(page).not.toContain('<img')
  })
})

describe('a mail server', () => {
  const onAuth: NonNullable<SMTPServerOptions['onAuth']> = ({ username, password }, _session, done) =>
    password === 'canary-5ecret' ? done(null, { user: username ?? '' }) : done(new Error('wrong password'))

  test.each(['starttls', 'tls'] as const)('gets the password by %s, if its certificate is good', async (security) => {
    const { key, cert } = certificate('localhost')
    const known = getCACertificates('default')
    onTestFinished(() => setDefaultCACertificates(known))
    const tls = { key, cert, secure: security === 'tls', authOptional: false, disabledCommands: [], onAuth }
    const { call, smtp, send, waiting } = await office(tls, { ...LOGIN, smtp_security: security })
    await call(ADMIN, 'POST', '/invites', INVITE)
    await send()
    expect([smtp.mails, await waiting()], 'an impostor').toEqual([[], [{ attempts: 1, later: true }]])
    setDefaultCACertificates([...known, cert])
    await call(ADMIN, 'POST', '/invites/1/resend')
    await send()
    expect(smtp.mails).toMatchObject([{ user: 'hearth', isEncrypted: true }])
    expect(await waiting()).toEqual([])
  })

  test('that offers no encryption never sees the password', async () => {
    const seen: unknown[] = []
    const spy: NonNullable<SMTPServerOptions['onAuth']> = ({ password }, _session, done) => {
      seen.push(password)
      done(null, { user: 'spied on' })
    }
    const open = { onAuth: spy, hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true }
    const { call, smtp, send } = await office(open, { ...LOGIN, smtp_security: 'starttls' })
    await call(ADMIN, 'POST', '/invites', INVITE)
    await send()
    expect([smtp.mails, seen]).toEqual([[], []])
    const remote = createMailer(() => ({ ...LOGIN, smtp_host: 'mail.acme.test', smtp_port: 25 }))
    const mail = { to: 'a@b.test', fromName: '', subject: '', text: '', html: '' }
    await expect(remote.send(mail)).rejects.toThrow('is not sent to the mail server without encryption')
  })

  test('that is away for now is asked again later; one that refuses the address is not', async () => {
    let code = 451
    const refusing: SMTPServerOptions = {
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode: code })),
    }
    const { call, smtp, send, waiting, core } = await office(refusing)
    await call(ADMIN, 'POST', '/invites', INVITE)
    await send()
    expect(await waiting()).toEqual([{ attempts: 1, later: true }])
    code = 550
    await core.db.query('update invite_mail set next_attempt_at = now()')
    await send()
    expect([smtp.mails, await waiting()]).toEqual([[], []])
  })
})
