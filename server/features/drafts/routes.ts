import type { FastifyInstance } from 'fastify'
import {
  createDrafts,
  createSavedSnippet,
  deleteDraft,
  deleteSavedSnippet,
  editDraft,
  editSavedSnippet,
  getDrafts,
  getSavedSnippets,
} from '../../contract/chat/drafts.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkDraft, doCreateDrafts, doDeleteDraft, doEditDraft, requireSync } from './actions/drafts.ts'
import { checkSnippet, doCreateSnippet, doDeleteSnippet, doEditSnippet } from './actions/snippets.ts'
import { findDrafts, findSnippets } from './repository.ts'

export function mountDrafts(app: FastifyInstance, core: Core): void {
  mount(app, getDrafts, async (_params, { actor }) => {
    await requireSync(core, actor.id)
    const drafts = await findDrafts(core.db, actor.id)
    return { count: drafts.length, drafts }
  })

  mount(app, createDrafts, async ({ drafts }, { actor }) => {
    await requireSync(core, actor.id)
    const checked = []
    for (const draft of drafts) checked.push(await checkDraft(core, actor, draft))
    return { ids: await doCreateDrafts(core, actor.id, checked) }
  })

  mount(app, editDraft, async ({ draft_id: id, draft }, { actor }) => {
    await requireSync(core, actor.id)
    await doEditDraft(core, actor.id, id, await checkDraft(core, actor, draft))
    return {}
  })

  mount(app, deleteDraft, async ({ draft_id: id }, { actor }) => {
    await requireSync(core, actor.id)
    await doDeleteDraft(core, actor.id, id)
    return {}
  })

  mountSnippets(app, core)
}

function mountSnippets(app: FastifyInstance, core: Core): void {
  mount(app, getSavedSnippets, async (_params, { actor }) => ({
    saved_snippets: await findSnippets(core.db, actor.id),
  }))

  mount(app, createSavedSnippet, async (snippet, { actor }) => ({
    saved_snippet_id: await doCreateSnippet(core, actor.id, checkSnippet(snippet)),
  }))

  mount(app, editSavedSnippet, async ({ saved_snippet_id: id, title, content }, { actor }) => {
    await doEditSnippet(core, actor.id, id, checkSnippet({ title, content }))
    return {}
  })

  mount(app, deleteSavedSnippet, async ({ saved_snippet_id: id }, { actor }) => {
    await doDeleteSnippet(core, actor.id, id)
    return {}
  })
}
