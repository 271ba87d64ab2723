import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** Above any real token's length. */
const MAX_TOKEN = 4_096
const token = z
  .string()
  .refine((text) => text !== '' && text.length <= MAX_TOKEN, { message: 'Empty or invalid length token' })

export const addApnsToken = endpoint({
  operation: 'add-apns-token',
  method: 'POST',
  path: '/users/me/apns_device_token',
  access: 'user',
  params: { token, appid: z.string().max(255) },
})

export const removeApnsToken = endpoint({
  operation: 'remove-apns-token',
  method: 'DELETE',
  path: '/users/me/apns_device_token',
  access: 'user',
  params: { token },
})

export const addFcmToken = endpoint({
  operation: 'add-fcm-token',
  method: 'POST',
  path: '/users/me/android_gcm_reg_id',
  access: 'user',
  params: { token },
})

export const removeFcmToken = endpoint({
  operation: 'remove-fcm-token',
  method: 'DELETE',
  path: '/users/me/android_gcm_reg_id',
  access: 'user',
  params: { token },
})

export const testNotify = endpoint({
  operation: 'test-notify',
  method: 'POST',
  path: '/mobile_push/test_notification',
  access: 'user',
  params: { token: token.optional() },
})
