import type { FastifyInstance } from 'fastify'
import type { Core } from '../../delivery/core.ts'
import { mountFile } from '../../http/mount-file.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { type ExternalContent, noPicture } from './external-content.ts'

const DAY = 24 * 3600

/**
 * Pictures of elsewhere, at addresses that only rendering makes. For people of the organization alone, unlike Zulip's: an
 * address that got out would otherwise let anybody use this host to fetch, and tell when its people had looked.
 */
export function mountExternalContent(app: FastifyInstance, core: Core, content: ExternalContent): void {
  mountFile(app, '/external_content/:proof/*', 'user', async ({ params }, actor) => {
    if (!actor) throw noPicture()
    const { inline_image_preview, inline_url_embed_preview } = await readRealmSettings(core.db)
    // Old messages still name them.
    if (!inline_image_preview && !inline_url_embed_preview) throw noPicture()
    const { path, type, at } = await content.read(actor.id, params['proof'] ?? '', params['*'] ?? '')
    const tag = `${params['proof']}-${Math.floor(at).toString(36)}`
    return {
      source: path,
      type,
      name: `picture.${type.replace('image/', '')}`,
      disposition: 'inline',
      maxAge: DAY,
      tag,
    }
  })
}
