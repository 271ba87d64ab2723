import type { FastifyInstance } from 'fastify'
import { addAlertWords, getAlertWords, removeAlertWords } from '../../contract/chat/alert-words.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { doAddAlertWords, doRemoveAlertWords } from './actions.ts'
import { findAlertWords } from './repository.ts'

export function mountAlertWords(app: FastifyInstance, core: Core): void {
  mount(app, getAlertWords, async (_params, { actor }) => ({ alert_words: await findAlertWords(core.db, actor.id) }))

  mount(app, addAlertWords, async ({ alert_words: words }, { actor }) => ({
    alert_words: await doAddAlertWords(core, actor.id, words),
  }))

  mount(app, removeAlertWords, async ({ alert_words: words }, { actor }) => ({
    alert_words: await doRemoveAlertWords(core, actor.id, words),
  }))
}
