import type { ApplianceSettings } from '../../contract/settings/appliance.ts'

/** What whoever runs the host has set up for video calls. */
export type CallSettings = Pick<ApplianceSettings, 'jitsi_server_url' | 'bigbluebutton_url' | 'bigbluebutton_secret'>

export const NO_CALLS: CallSettings = { jitsi_server_url: '', bigbluebutton_url: '', bigbluebutton_secret: '' }

interface Provider {
  readonly name: string
  readonly id: number
}

/** By the names and ids of `realm_available_video_chat_providers`, https://zulip.com/api/register-queue */
export function availableProviders(settings: CallSettings): Readonly<Record<string, Provider>> {
  return {
    disabled: { name: 'None', id: 0 },
    jitsi_meet: { name: 'Jitsi Meet', id: 1 },
    ...(bigBlueButtonOf(settings) && { big_blue_button: { name: 'BigBlueButton', id: 4 } }),
  }
}

export interface BigBlueButtonServer {
  readonly url: string
  readonly secret: string
}

/** Undefined unless both the address and the secret are set. */
export function bigBlueButtonOf(settings: CallSettings): BigBlueButtonServer | undefined {
  const { bigbluebutton_url: url, bigbluebutton_secret: secret } = settings
  return url !== '' && secret !== '' ? { url, secret } : undefined
}

/** What /register tells of video calls. @param own the organization's own Jitsi server */
export function toCallState(settings: CallSettings, own: string | null): Record<string, unknown> {
  const server = settings.jitsi_server_url || null
  const jitsi = own ?? server
  return {
    realm_available_video_chat_providers: availableProviders(settings),
    server_jitsi_server_url: server,
    // The older name of both.
    ...(jitsi === null ? {} : { jitsi_server_url: jitsi }),
  }
}
