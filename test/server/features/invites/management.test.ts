import { expect, test } from 'vitest'
import { checkRevokeInvite, doCreateInvite, doRevokeInvite } from '../../../../server/features/invites/actions.ts'
import { mountInvites } from '../../../../server/features/invites/index.ts'
import { actor, createTestCore } from '../../../support/core.ts'
import { ask, startHttps } from '../../http/https-server.ts'
import { basic } from '../auth/auth-server.ts'

const LINK = { role: 400, isReusable: true, expiresInMinutes: null, streamIds: [], withPublicStreams: false } as const

async function office() {
  const core = await createTestCore(3)
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
  const keys = await core.db.withTransaction(async (tx) => {
    const found: string[] = []
    for (const id of [1, 2, 3]) found.push(await core.auth.createCredential(tx, id, null))
    return found
  })
  const as = (id: number, method: string, path: string, form?: Record<string, string>) =>
    ask(server, `/api/v1${path}`, { method, ...(form && { form }), ...basic(`u${id}@acme.test`, keys[id - 1] ?? '') })
  return { core, as }
}

test('a link is made, listed and withdrawn with the shapes of the API', async () => {
  const { as } = await office()
  const made = await as(1, 'POST', '/invites/multiuse', { invite_as: '600', invite_expires_in_minutes: 'null' })
  expect(made.json['invite_link']).toMatch(/^https:\/\/chat\.acme\.test\/join\/[\w-]{43}$/)
  const single = await as(2, 'POST', '/invites/multiuse', { single_use: 'true' })
  expect(single.status).toBe(200)
  expect((await as(1, 'GET', '/invites')).json['invites']).toMatchObject([
    { id: 1, invited_by_user_id: 1, invited_as: 600, is_multiuse: true, expiry_date: null },
    { id: 2, invited_by_user_id: 2, invited_as: 400, is_multiuse: false, expiry_date: expect.any(Number) },
  ])
  expect((await as(2, 'GET', '/invites')).json['invites']).toMatchObject([{ id: 2 }])
  expect((await as(1, 'DELETE', '/invites/1')).json['msg'], 'the other kind').toBe('No such invitation')
  expect((await as(1, 'DELETE', '/invites/multiuse/1')).status).toBe(200)
  expect((await as(1, 'DELETE', '/invites/2')).status).toBe(200)
  expect((await as(1, 'GET', '/invites')).json['invites']).toEqual([])
})

test('only who made a link or administrates withdraws it, and an owner’s only owners', async () => {
  const { core, as } = await office()
  const member = await doCreateInvite(core, core.auth.secrets, 2, LINK)
  expect((await as(3, 'DELETE', `/invites/multiuse/${member.id}`)).json['msg']).toBe('No such invitation')
  const owner = await doCreateInvite(core, core.auth.secrets, 1, { ...LINK, role: 100 })
  await expect(checkRevokeInvite(core, actor(2, 200), owner.id, true)).rejects.toThrow('Must be an organization owner')
  await checkRevokeInvite(core, actor(2, 200), member.id, true)
  await doRevokeInvite(core, member.id)
  await expect(checkRevokeInvite(core, actor(2), member.id, true), 'once').rejects.toThrow(
    'Invitation has already been revoked',
  )
})
