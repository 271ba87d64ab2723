import { MAX_BOT_STORAGE } from '../../../contract/chat/bots.ts'
import type { Section } from './section.ts'

export const KEYS_AND_BOTS: readonly Section[] = [
  {
    notes: {
      bot_id: 'Id of one of the caller’s bots; administrators name others’ as well.',
      bot_owner_id: 'Id of the person whose bot it becomes.',
      bot_type: '1 generic, 2 for incoming webhooks, 3 an outgoing webhook; it stays so.',
      config_data: 'Settings of an integration, texts by name; they are only kept.',
      default_all_public_streams:
        'Whether the bot’s queues get the messages of all public channels, where their program does not say.',
      default_events_register_stream:
        'Name of the channel whose messages alone the bot’s queues get, where their program names no narrow; empty for none.',
      default_sending_stream:
        'Name of the channel that the bot’s program is to send to, empty for none; it is only kept.',
      interface_type: 'What an outgoing webhook posts: 1 Zulip’s JSON, 2 Slack’s form, which knows no direct messages.',
      payload_url: 'Where an outgoing webhook posts to, which needs it: an address with https:// or http://.',
      service_interface: 'What the outgoing webhook posts from now on, by the numbers of interface_type of create-bot.',
      service_name: 'What the service behind an outgoing webhook is called; it is only kept.',
      service_payload_url: 'Where the outgoing webhook posts to from now on.',
      short_name:
        'What the bot’s e-mail address begins with, before -bot@ and the name of this server: letters a to z, digits, dots, underscores, plus and minus signs, at most 60.',
    },
  },
  {
    notes: {
      keys: 'Keys of the texts, each of which must exist; without it, all there are.',
      storage: `Texts by their keys; those under other keys stay. An account keeps ${MAX_BOT_STORAGE.toLocaleString('en')} characters, keys included.`,
      username: 'E-mail address of the account.',
    },
  },
  {
    notes: {
      appid: 'Bundle identifier of the app: letters a to z in either case, digits, dots and dashes.',
      token: 'The token by which notifications reach the device, at most 4,096 characters.',
    },
  },
  {
    of: ['update-bot'],
    notes: { config_data: 'Settings of an integration, texts by name, instead of all that were kept.' },
  },
  { of: ['test-notify'], notes: { token: 'The token of one of the caller’s devices; without it, all are meant.' } },
]
