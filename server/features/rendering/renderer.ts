import { setTimeout } from 'node:timers/promises'
import type { ReadDb } from '../../db/database.ts'
import type { Core, Render } from '../../delivery/core.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import { EMPTY_CONTEXT, findReferences, type RenderContext, type Rendered, render } from '../../markdown/index.ts'
import { readPreviews } from '../link-previews/index.ts'
import { readUserSetting } from '../user-settings/index.ts'
import { DrawPool } from './draw-pool.ts'
import { Drawing } from './drawing.ts'
import { findGroups, findStreams, findUsers } from './named.ts'
import { OrganizationRules } from './organization-rules.ts'
import { TopicLinkFinder } from './topic-links.ts'
import { findUploads } from './uploads.ts'
import { warmUp } from './warm-up.ts'

interface RendererOptions {
  readonly db: ReadDb
  readonly log: EventLog
  /** `https://host:port`, as people reach this server */
  readonly origin: () => string
  /** Where a picture of elsewhere is to be had from us. */
  readonly proxy: (url: string) => string
  /** The same of a film. */
  readonly proxyFilm: (url: string) => string
}

/** Whoever starts the host waits for other things first. */
const WARM_UP_AFTER_MS = 2_000
/** Could be an emoticon: most texts hold none of these signs at the beginning of a word. */
const EMOTICON = /(?:^|\s)[:;8<(/|]\S/
const LINK = /https?:\/\/|[^\s.]\.[a-z]{2}/i

/** Texts as they are shown, with what the organization knows: who is meant, what is linked, what is behind a link. */
export class Renderer {
  readonly #options: RendererOptions
  readonly #rules: OrganizationRules
  readonly #pool = new DrawPool()
  readonly #stopping = new AbortController()
  readonly readTopicLinks: Core['readTopicLinks']

  constructor(options: RendererOptions) {
    this.#options = options
    this.#rules = new OrganizationRules(options.db, options.log)
    this.readTopicLinks = new TopicLinkFinder(this.#rules).read
  }

  /**
   * Never throws for what is in the text, and holds the loop no longer than the text's plain parts take: many formulas
   * and long code are drawn by another thread, and stay plain when that takes too long.
   */
  readonly render: Render = async (text, author) => {
    const context = await this.#lookUp(text, author)
    const drawing = new Drawing()
    const first = render(text, { ...context, draw: drawing })
    if (!drawing.isMissing) return this.#withPreviews(text, context, drawing, first)
    await drawing.finish(this.#pool, author ?? 0)
    return this.#withPreviews(text, context, drawing, render(text, { ...context, draw: drawing }))
  }

  /** Gets ready in idle moments, so that the first messages are as quick as later ones. */
  start(): void {
    const { signal } = this.#stopping
    const isIdle = setTimeout(WARM_UP_AFTER_MS, undefined, { ref: false, signal })
    // It fails by being stopped alone.
    isIdle.then(() => warmUp(signal)).catch(() => undefined)
  }

  stop(): Promise<void> {
    this.#stopping.abort()
    return this.#pool.stop()
  }

  /** Most messages name nothing and link to nothing, and cost no look-up. */
  async #lookUp(text: string, author: number | undefined): Promise<RenderContext> {
    const { db, origin, proxy, proxyFilm } = this.#options
    const named = findReferences(text)
    const [rules, users, groups, streams, uploads] = await Promise.all([
      this.#rules.read(),
      findUsers(db, named.users, author),
      findGroups(db, named.groups),
      findStreams(db, named.streams, author),
      findUploads(db, named.uploads),
    ])
    const mayTranslate = author !== undefined && EMOTICON.test(text)
    return {
      ...EMPTY_CONTEXT,
      origin: origin(),
      users,
      groups,
      streams,
      customEmoji: (name) => rules.emoji.get(name),
      linkifiers: rules.linkifiers,
      defaultCodeLanguage: rules.codeLanguage,
      translateEmoticons: mayTranslate && (await readUserSetting(db, author, 'translate_emoticons')),
      media: rules.showsMedia ? { proxy, proxyFilm, upload: (path) => uploads.get(path) } : undefined,
      pages: rules.showsPages && LINK.test(text) ? () => undefined : undefined,
    }
  }

  /** What pages say is looked up only for the links that there are in the end: those in code are none. */
  async #withPreviews(text: string, context: RenderContext, draw: Drawing, rendered: Rendered): Promise<Rendered> {
    if (rendered.waitingPages.length === 0) return rendered
    const known = await readPreviews(this.#options.db, rendered.waitingPages)
    if (known.size === 0) return rendered
    const pages: RenderContext['pages'] = (url) => {
      const { title, description, image } = known.get(url) ?? {}
      return { title: title ?? undefined, description: description ?? undefined, image: image ?? undefined }
    }
    return render(text, { ...context, draw, pages })
  }
}
