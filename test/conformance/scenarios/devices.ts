import type { Run } from '../run.ts'

const APPLE = 'c0ffee'.repeat(10)
const GOOGLE = 'a-token-of-a-phone'
const LONG = 'x'.repeat(5000)

/** Phones that would be told, and calls. */
export async function playDevices(run: Run): Promise<void> {
  const apple = { token: APPLE, appid: 'org.zulip.Zulip' }
  await run.ok('add-apns-token', 'member', apple)
  await run.refused('add-apns-token', 'member', { ...apple, token: LONG }, 1)
  await run.refused('add-apns-token', 'member', { ...apple, token: 'no hexadecimal' }, 2)
  await run.ok('add-fcm-token', 'member', { token: GOOGLE })
  await run.refused('add-fcm-token', 'member', { token: LONG })
  // To none of them.
  await run.ok('test-notify', 'guest')
  await run.refused('test-notify', 'member', { token: '111222' }, 1)
  await run.refused('test-notify', 'member', { token: APPLE }, 2)
  await run.ok('remove-apns-token', 'member', { token: APPLE })
  await run.refused('remove-apns-token', 'member', { token: LONG }, 1)
  await run.refused('remove-apns-token', 'member', { token: APPLE }, 2)
  await run.ok('remove-fcm-token', 'member', { token: GOOGLE })
  await run.refused('remove-fcm-token', 'member', { token: LONG }, 1)
  await run.refused('remove-fcm-token', 'member', { token: GOOGLE }, 2)
  await run.ok('create-big-blue-button-video-call', 'member', { meeting_name: 'a meeting' })
}
