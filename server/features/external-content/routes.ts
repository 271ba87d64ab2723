import type { FastifyInstance } from 'fastify'
import type { Core } from '../../delivery/core.ts'
import { mountFile } from '../../http/mount-file.ts'
import type { FileAnswer, StreamAnswer } from '../../http/send-file.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { type ExternalContent, noPicture } from './external-content.ts'
import { noFilm } from './film-answer.ts'
import type { FilmRequest } from './films.ts'

const DAY = 24 * 3600

/**
 * Pictures and films of elsewhere, at addresses that only rendering makes. For people of the organization alone, unlike
 * Zulip's: an address that got out would otherwise let anybody use this host to fetch, and tell when its people had looked.
 */
export function mountExternalContent(app: FastifyInstance, core: Core, content: ExternalContent): void {
  mountFile(app, '/external_content/:proof/*', 'user', async ({ params, range, signal }, actor) => {
    const link = content.find(params['proof'] ?? '', params['*'] ?? '')
    if (!actor || !link) throw noPicture()
    // Old messages still name what is not shown any more.
    const { inline_image_preview, inline_url_embed_preview } = await readRealmSettings(core.db)
    if (link.kind === 'film') {
      if (!inline_image_preview) throw noFilm()
      return film(content, actor.id, { url: link.url, range, signal })
    }
    if (!inline_image_preview && !inline_url_embed_preview) throw noPicture()
    return picture(content, actor.id, link.url, params['proof'])
  })
}

async function picture(content: ExternalContent, reader: number, url: string, proof = ''): Promise<FileAnswer> {
  const { path, type, at } = await content.read(reader, url)
  return {
    source: path,
    type,
    name: `picture.${type.replace('image/', '')}`,
    disposition: 'inline',
    maxAge: DAY,
    tag: `${proof}-${Math.floor(at).toString(36)}`,
  }
}

async function film(content: ExternalContent, reader: number, request: FilmRequest): Promise<StreamAnswer> {
  const found = await content.films.open(reader, request)
  return { ...found, name: `film.${found.type.replace('video/', '')}`, disposition: 'inline' }
}
