import { describe, expect, test } from 'vitest'
import { checkCreateInvite, checkJoin, doCreateInvite, doJoin } from '../../../../server/features/invites/actions.ts'
import { mountInvites } from '../../../../server/features/invites/index.ts'
import type { NewInvite } from '../../../../server/features/invites/repository.ts'
import { doSubscribe } from '../../../../server/features/streams/index.ts'
import { doDeactivateUser, doReactivateUser } from '../../../../server/features/users/index.ts'
import { actor, createTestCore } from '../../../support/core.ts'
import { ask, startHttps } from '../../http/https-server.ts'

const PASSWORD = 'a kettle for everyone'
const NEWCOMER = { fullName: 'Newcomer', email: 'late@acme.test', password: PASSWORD }
const LINK: NewInvite = {
  role: 400,
  isReusable: true,
  expiresInMinutes: 60,
  streamIds: [],
  withPublicStreams: false,
}

/** Ada (1) owns Acme; 2 is an administrator, 3 a member. */
async function office() {
  const core = await createTestCore(3)
  await core.db.query('update user_account set role = 200 where id = 2')
  const server = await startHttps(
    (app) =>
      mountInvites(app, core, {
        auth: core.auth,
        origin: () => 'https://chat.acme.test',
        mailer: { isConfigured: false },
      }),
    {
      authenticator: core.auth,
    },
  )
  return {
    core,
    invite: async (more: Partial<NewInvite> = {}, inviter = 1) =>
      (await doCreateInvite(core, core.auth.secrets, inviter, { ...LINK, ...more })).token,
    look: async (token: string) => (await ask(server, `/json/join/${token}`)).json,
    join: (token: string, email = 'new@acme.test', password = PASSWORD) =>
      ask(server, `/json/join/${token}`, { form: { full_name: 'Newcomer', email, password } }),
    people: async () =>
      (await core.db.query<{ email: string; role: number }>('select email, role from user_account where id > 3')).map(
        ({ email, role }) => `${email} ${role}`,
      ),
  }
}

describe('an invitation link', () => {
  test('says what it is for, makes an account with its role and streams, and logs the browser in', async () => {
    const { core, invite, look, join, people } = await office()
    for (const [name, inviteOnly] of [
      ['open', false],
      ['board', true],
      ['secret', true],
    ] as const) {
      const users = name === 'secret' ? [3] : [1]
      await doSubscribe(core, actor(users[0] ?? 1), {
        streams: [{ name, description: '' }],
        users,
        inviteOnly,
        publicHistory: false,
      })
    }
    const [board, secret] = await core.db.query<{ id: number }>(
      `select id from stream where name <> 'open' order by id`,
    )
    // The second names a stream that its inviter cannot bring anybody to.
    const streamIds = [board?.id ?? 0, secret?.id ?? 0]
    const token = await invite({ role: 300, streamIds, withPublicStreams: true })
    expect(await look(token)).toMatchObject({
      valid: true,
      organization: 'Acme',
      invited_by: 'User 1',
      invited_as: 300,
    })
    const joined = await join(token)
    expect(joined.json).toMatchObject({ result: 'success', email: 'new@acme.test' })
    expect(joined.headers['set-cookie']?.[0]).toMatch(/^__Host-hearth-\w{6}=[\w-]{43}; .*HttpOnly/)
    expect(await people()).toEqual(['new@acme.test 300'])
    const streams = await core.db.query<{ name: string }>(
      'select s.name from subscription b join stream s on s.id = b.recipient_id where b.user_id = 4 order by 1',
    )
    expect(streams.map((row) => row.name)).toEqual(['board', 'open'])
  })

  test('is kept as a hash and sealed, never as it is', async () => {
    const { core, invite } = await office()
    const token = await invite()
    const rows = await core.db.query('select i::text from invite i')
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString('hex'))
  })
})

describe('an attacker', () => {
  test('gets in by no link that has expired, was revoked, was used up, or is a guess', async () => {
    const { core, invite, look, join, people } = await office()
    const expired = await invite()
    await core.db.query(`update invite set expires_at = now() - interval '1 second'`)
    const revoked = await invite()
    await core.db.query('update invite set revoked_at = now() where expires_at > now()')
    const used = await invite({ isReusable: false })
    expect((await join(used, 'first@acme.test')).status).toBe(200)
    for (const [token, reason] of [
      [expired, 'expired'],
      [revoked, 'revoked'],
      [used, 'used'],
      ['guess', 'unknown'],
    ] as const) {
      expect(await look(token), reason).toMatchObject({ valid: false, reason })
      expect((await join(token)).json, reason).toMatchObject({ code: 'BAD_REQUEST', reason })
    }
    expect(await people()).toEqual(['first@acme.test 400'])
  })

  test('makes one account of a link for one person, whatever the number of attempts at once', async () => {
    const { invite, join, people } = await office()
    const token = await invite({ isReusable: false })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => join(token, `n${i}@acme.test`)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await people()).toHaveLength(1)
  })

  test('hands out no role above their own, and none at all by a link whose maker lost the right', async () => {
    const { core, invite, join, people } = await office()
    const cases = [
      [2, 200, 100],
      [3, 400, 300],
      [3, 400, 200],
      [3, 400, 100],
    ] as const
    for (const [id, own, role] of cases) {
      const attempt = checkCreateInvite(core, actor(id, own), { ...LINK, isReusable: false, role })
      await expect(attempt, `${own} invites ${role}`).rejects.toThrow(/Must be an organization/)
    }
    await expect(checkCreateInvite(core, actor(3), LINK), 'a link for many').rejects.toThrow('Insufficient permission')
    await checkCreateInvite(core, actor(3), { ...LINK, isReusable: false })

    const asOwner = await invite({ role: 200 }, 2)
    const asMember = await invite({}, 3)
    await core.db.query('update user_account set role = 400 where id = 2')
    await core.db.query('update user_account set is_active = false where id = 3')
    for (const token of [asOwner, asMember]) expect((await join(token)).json).toMatchObject({ reason: 'revoked' })
    expect(await people()).toEqual([])
  })

  test.for([
    ['an administrator who became a guest', 600, {}, '{}'],
    ['an administrator who became a member, to a link for many', 400, {}, '{}'],
    ['whoever may no more, by the organization’s rules', 200, {}, '{"create_multiuse_invite_group":"role:owners"}'],
    ['a guest, above their own role', 600, { isReusable: false }, '{"can_invite_users_group":"role:everyone"}'],
  ] as const)('gets in by no link of %s', async ([, role, link, rules]) => {
    const { core, invite, look, join, people } = await office()
    const token = await invite(link, 2)
    const prepared = await checkJoin(core, core.auth, { token, ...NEWCOMER })
    await core.db.query('update user_account set role = $1 where id = 2', [role])
    await core.db.query('update organization set settings = $1', [rules])
    expect(await look(token)).toMatchObject({ valid: false, reason: 'revoked' })
    expect((await join(token)).json).toMatchObject({ reason: 'revoked' })
    const late = doJoin(core, core.auth, { token, ...NEWCOMER }, prepared)
    await expect(late, 'looked at before the change').rejects.toMatchObject({ data: { reason: 'revoked' } })
    expect(await people()).toEqual([])
  })

  test('gets in by no link of an account that was closed and opened again', async () => {
    const { core, invite, join, people } = await office()
    const token = await invite({}, 2)
    const other = await invite()
    await doDeactivateUser(core, core.auth, 2)
    const events = await core.db.query<{ users: number[] }>(
      `select users from event where type = 'invites_changed' order by id desc limit 1`,
    )
    expect(events, 'administrators are told').toEqual([{ users: [1] }])
    await doReactivateUser(core, core.auth, 2)
    expect((await join(token)).json).toMatchObject({ reason: 'revoked' })
    expect(await people()).toEqual([])
    expect((await join(other)).status).toBe(200)
  })

  test('names no stream that they cannot see', async () => {
    const { core } = await office()
    const streams = [{ name: 'board', description: '' }]
    await doSubscribe(core, actor(1), { streams, users: [1], inviteOnly: true, publicHistory: false })
    const [board] = await core.db.query<{ id: number }>('select id from stream')
    const attempt = checkCreateInvite(core, actor(3), { ...LINK, isReusable: false, streamIds: [board?.id ?? 0] })
    await expect(attempt).rejects.toThrow(/Invalid channel ID/)
  })

  test('is stopped after a few dozen guesses', async () => {
    const { invite, join, look } = await office()
    const token = await invite()
    let status = 400
    for (let i = 0; i < 40 && status === 400; i++) status = (await join(`guess${i}`)).status
    expect(status).toBe(429)
    expect(await look(token), 'also with the right one').toMatchObject({ code: 'RATE_LIMIT_HIT' })
  })

  test('takes over no account, and does not use a link up, by an address that is taken', async () => {
    const { invite, join, people } = await office()
    const token = await invite({ isReusable: false })
    expect((await join(token, 'U1@acme.test')).json['msg']).toMatch(/already in use/)
    expect((await join(token)).status).toBe(200)
    expect(await people()).toEqual(['new@acme.test 400'])
  })

  test('finds no account with a password that is easy to guess', async () => {
    const { invite, join, people } = await office()
    const token = await invite()
    for (const password of ['password1', 'Newcomer1', 'newcomer', 'new@acme.test', 'short']) {
      expect((await join(token, 'new@acme.test', password)).json, password).toMatchObject({ code: 'BAD_REQUEST' })
    }
    expect(await people()).toEqual([])
  })
})
