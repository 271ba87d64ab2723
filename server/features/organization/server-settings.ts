import type { FastifyInstance } from 'fastify'
import { getServerSettings } from '../../contract/chat/users.ts'
import type { Core } from '../../delivery/core.ts'
import { mountOpen } from '../../http/mount.ts'
import { escapeHtml } from '../../lib/escape-html.ts'
import { readPictureState } from '../organization-pictures/index.ts'

interface Server {
  /** The server's version, as it is shown to everybody. */
  readonly about: Readonly<Record<string, unknown>>
  /** The address that this server is known by, without a slash at its end. */
  readonly url: () => string
}

/** Passwords alone: https://zulip.com/api/get-server-settings#response */
const METHODS = {
  password: true,
  dev: false,
  email: true,
  ldap: false,
  remoteuser: false,
  github: false,
  azuread: false,
  gitlab: false,
  apple: false,
  google: false,
  saml: false,
  'openid connect': false,
}

/** https://zulip.com/api/get-server-settings: what a client asks before anybody logs in. */
export function mountServerSettings(app: FastifyInstance, core: Core, { about, url }: Server): void {
  mountOpen(app, getServerSettings, async () => {
    const [organization] = await core.db.query<{ name: string; description: string }>(
      'select name, description from organization',
    )
    const description = organization?.description ?? ''
    return {
      ...about,
      authentication_methods: METHODS,
      external_authentication_methods: [],
      email_auth_enabled: true,
      require_email_format_usernames: true,
      push_notifications_enabled: false,
      is_incompatible: false,
      realm_name: organization?.name ?? '',
      realm_description: description === '' ? '' : `<p>${escapeHtml(description)}</p>`,
      realm_icon: (await readPictureState(core.db))['realm_icon_url'],
      realm_uri: url(),
      realm_url: url(),
      realm_web_public_access_enabled: false,
    }
  })
}
