import type { FastifyInstance } from 'fastify'
import { createUser, getOwnUser, getUsers } from '../../contract/chat/users.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import type { Auth } from '../auth/index.ts'
import { checkCreateUser, doCreateUser } from './actions/create.ts'
import { findUsers, toWireUser } from './repository.ts'

export function mountUsers(app: FastifyInstance, core: Core, auth: Auth): void {
  mount(app, getUsers, async () => ({ members: (await findUsers(core.db)).map(toWireUser) }))

  mount(app, getOwnUser, async (_params, { actor }) => {
    const [user] = await findUsers(core.db, actor.id)
    if (!user) throw new ApiError('UNAUTHORIZED', 'Account no longer exists')
    return { ...toWireUser(user), max_message_id: await readMaxMessageId(core) }
  })

  mount(app, createUser, async (params, { actor }) => {
    if (actor.role > 200) throw new ApiError('UNAUTHORIZED_PRINCIPAL', 'Only administrators may create users')
    const user = { email: params.email, fullName: params.full_name, role: 400 as const, password: params.password }
    const password = await checkCreateUser(core, auth, user)
    return { user_id: await doCreateUser(core, auth, user, password) }
  })
}

async function readMaxMessageId(core: Core): Promise<number> {
  const [row] = await core.db.query<{ max: number | null }>('select max(id) from message')
  return row?.max ?? -1
}
