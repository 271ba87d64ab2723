import { checkSendMessage, doSendMessage } from '../../../server/features/messages/actions/send.ts'
import { doSubscribe } from '../../../server/features/streams/actions/subscribe.ts'
import { actor, createTestCore, type TestCore } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'

export const GUEST = 4

/** Ada, two members and a guest; a public stream of all, and one that only 1 and 2 may read. */
export async function createWorld() {
  const core = await createTestCore(GUEST)
  await core.db.query('update user_account set role = 600 where id = $1', [GUEST])
  const make = (name: string, users: number[], inviteOnly: boolean) =>
    verifyAction(core, doSubscribe, core, actor(1), {
      streams: [{ name, description: '' }],
      users,
      inviteOnly,
      publicHistory: !inviteOnly,
    })
  await make('open', [1, 2, 3, GUEST], false)
  await make('board', [1, 2], true)
  const [open, board] = await core.db.query<{ id: number }>('select id from stream order by id')
  return { core, open: open?.id ?? 0, board: board?.id ?? 0 }
}

export async function send(
  core: TestCore,
  sender: number,
  to: string,
  content: string,
  topic = 'lunch',
): Promise<number> {
  const input = { isStream: true, to, topic, content, queueId: undefined, localId: undefined }
  return (await verifyAction(core, doSendMessage, core, await checkSendMessage(core, actor(sender), input))).id
}
