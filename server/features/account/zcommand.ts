import type { FastifyInstance } from 'fastify'
import { zcommand } from '../../contract/chat/zcommand.ts'
import { ApiError } from '../../contract/errors.ts'
import type { UserSettingsChange } from '../../contract/settings/user.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { doChangeSettings, readUserSettings } from '../user-settings/index.ts'

interface Command {
  readonly change: UserSettingsChange
  /** What is chosen by it, in words. */
  readonly what: string
  /** The command that leads back. */
  readonly back: string
}

const DARK: Command = { change: { color_scheme: 2 }, what: 'dark theme', back: 'light' }
const LIGHT: Command = { change: { color_scheme: 3 }, what: 'light theme', back: 'dark' }
const FLUID: Command = { change: { fluid_layout_width: true }, what: 'fluid width mode', back: 'fixed-width' }
const FIXED: Command = { change: { fluid_layout_width: false }, what: 'fixed width mode', back: 'fluid-width' }

const COMMANDS = new Map<string, Command>([
  ['dark', DARK],
  ['night', DARK],
  ['light', LIGHT],
  ['day', LIGHT],
  ['fluid-width', FLUID],
  ['fixed-width', FIXED],
])

export function mountZcommand(app: FastifyInstance, core: Core): void {
  mount(app, zcommand, async ({ command }, { actor }) => {
    if (!command.startsWith('/')) throw new ApiError('BAD_REQUEST', 'There should be a leading slash in the zcommand.')
    const name = command.slice(1)
    // Clients measure how long the answer takes.
    if (name === 'ping') return {}
    const known = COMMANDS.get(name)
    if (!known) throw new ApiError('BAD_REQUEST', `No such command: ${name}`)
    const { change, what, back } = known
    const now = (await readUserSettings(core.db, [actor.id])).get(actor.id)
    if (now && Object.entries(change).every(([key, value]) => now[key as keyof typeof now] === value)) {
      return { msg: `You are still in ${what}.` }
    }
    await doChangeSettings(core, actor.id, change)
    return { msg: `Changed to ${what}! To go back, type \`/${back}\`.` }
  })
}
