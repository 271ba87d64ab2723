import { EMPTY_CONTEXT, type RenderContext } from '../../../server/markdown/index.ts'

const proxy = (url: string) => `/external_content/${Buffer.from(url).toString('hex')}`

/** An organization in which every name that is written has somebody or something. */
export const EVERYBODY: RenderContext = {
  ...EMPTY_CONTEXT,
  origin: 'https://chat.acme.test',
  users: (nameOrId) => ({ id: Number(nameOrId) || 1, name: String(nameOrId), isActive: true }),
  groups: (name) => ({ id: 1, name, isActive: true }),
  streams: (name) => ({ id: 1, name }),
  translateEmoticons: true,
  media: { proxy, proxyFilm: proxy, upload: () => undefined },
  pages: () => undefined,
}

/** Colors and formulas cost what their libraries cost, and are bounded by who renders: here they cost nothing. */
export const UNDRAWN: RenderContext = { ...EVERYBODY, draw: { code: () => undefined, formula: () => undefined } }
