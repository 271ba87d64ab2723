import type { FastifyInstance } from 'fastify'
import {
  addApnsToken,
  addFcmToken,
  removeApnsToken,
  removeFcmToken,
  testNotify,
} from '../../contract/chat/push-devices.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkToken, doAddPushDevice, doRemovePushDevice } from './actions.ts'
import { hasDevice } from './repository.ts'

export function mountPushDevices(app: FastifyInstance, core: Core): void {
  mount(app, addApnsToken, async ({ token, appid }, { actor }) => {
    if (!/^[.a-zA-Z0-9-]+$/.test(appid)) throw new ApiError('BAD_REQUEST', 'Invalid app ID')
    await doAddPushDevice(core, actor.id, { kind: 'apns', token: checkToken('apns', token), appId: appid })
    return {}
  })

  mount(app, removeApnsToken, async ({ token }, { actor }) => {
    await doRemovePushDevice(core, actor.id, 'apns', checkToken('apns', token))
    return {}
  })

  mount(app, addFcmToken, async ({ token }, { actor }) => {
    await doAddPushDevice(core, actor.id, { kind: 'fcm', token: checkToken('fcm', token), appId: null })
    return {}
  })

  mount(app, removeFcmToken, async ({ token }, { actor }) => {
    await doRemovePushDevice(core, actor.id, 'fcm', checkToken('fcm', token))
    return {}
  })

  // Tokens are kept for the day when there is a service to reach devices by. Until then it knows none of them.
  mount(app, testNotify, async ({ token }, { actor }) => {
    const isKnown = await hasDevice(core.db, actor.id, token)
    if (!isKnown && token === undefined) return {}
    if (!isKnown) throw new ApiError('INVALID_PUSH_DEVICE_TOKEN', 'Device not recognized')
    throw new ApiError('INVALID_REMOTE_PUSH_DEVICE_TOKEN', 'Device not recognized by the push bouncer')
  })
}
