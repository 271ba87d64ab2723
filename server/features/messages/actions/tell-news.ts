import type { RealmSettings } from '../../../contract/settings/realm.ts'
import type { Core } from '../../../delivery/core.ts'
import { readRealmSettings } from '../../realm-settings/index.ts'
import { linkTo, mentionOf } from '../link.ts'
import { tellPlace } from './tell-place.ts'

interface Person {
  readonly id: number
  readonly fullName: string
}

interface NewStream {
  readonly id: number
  readonly name: string
  readonly invite_only: boolean
}

/** Tells of channels that somebody has made, where the organization wants that; of private ones nobody is told. */
export async function tellNewStreams(core: Core, maker: Person, made: readonly NewStream[]): Promise<void> {
  const links = made.filter((stream) => !stream.invite_only).map((stream) => linkTo(stream))
  if (links.length === 0) return
  const what = links.length > 1 ? 'the following channels:' : 'a new channel'
  const content = `${mentionOf(maker)} created ${what} ${links.join(', ')}.`
  await tell(core, 'new_stream_announcements_stream_id', 'new channels', content)
}

/** Tells of somebody new, where the organization wants that. */
export async function tellJoined(core: Core, person: Person): Promise<void> {
  await tell(core, 'signup_announcements_stream_id', 'signups', `${mentionOf(person)} joined this organization.`)
}

/** What is told of has happened, whatever becomes of the news. */
async function tell(
  core: Core,
  setting: keyof RealmSettings & `${string}_announcements_stream_id`,
  topic: string,
  content: string,
): Promise<void> {
  try {
    const stream = (await readRealmSettings(core.db))[setting]
    if (stream > 0) await tellPlace(core, { stream, topic }, content)
  } catch {
    // The channel was archived meanwhile, or the database is restarting.
  }
}
