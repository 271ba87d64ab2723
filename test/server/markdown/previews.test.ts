import { describe, expect, test } from 'vitest'
import { EMPTY_CONTEXT, type RenderContext, renderMarkdown } from '../../../server/markdown/index.ts'

const UPLOADS: Readonly<Record<string, { thumbnail?: string; isAnimated?: boolean }>> = {
  '1/ready.png': { thumbnail: '/user_uploads/thumbnail/1/ready.png/840x560.webp' },
  '1/late.png': {},
  '1/moving.gif': { thumbnail: '/user_uploads/thumbnail/1/moving.gif/840x560-anim.webp', isAnimated: true },
}
const context: RenderContext = {
  ...EMPTY_CONTEXT,
  media: {
    proxy: (url) => `/proxy/${url}`,
    proxyFilm: (url) => (url.includes('unshown') ? undefined : `/proxy/${url}`),
    upload: (path) => {
      const file = UPLOADS[path]
      return (
        file && { width: 300, height: 200, contentType: 'image/png', thumbnail: undefined, isAnimated: false, ...file }
      )
    },
  },
}
const read = (text: string, more: Partial<RenderContext> = {}) => renderMarkdown(text, { ...context, ...more })
const box = (link: string, content: string, kind = 'message_inline_image') =>
  `<div class="${kind}"><a ${link}>${content}</a></div>`
const outside = (url: string) => box(`href="${url}"`, `<img src="/proxy/${url}">`)

describe('pictures from outside', () => {
  const url = 'https://a.test/b.png'

  test('take the place of a link that stands alone', () => {
    expect(read(url)).toMatchObject({ html: outside(url), hasLink: true, hasImage: true })
  })

  test('stand below the paragraph that names them', () => {
    expect(read(`see ${url}\n\nmore`).html).toBe(`<p>see <a href="${url}">${url}</a></p>\n${outside(url)}<p>more</p>`)
  })

  test('have what the link is called as a title', () => {
    expect(read(`[cat](${url})`).html).toBe(
      `<p><a href="${url}">cat</a></p>\n${box(`href="${url}" title="cat"`, `<img src="/proxy/${url}">`)}`,
    )
  })

  test('come once, in the order of their links', () => {
    const { html } = read(`a ${url} https://a.test/c.jpg ${url}`)
    expect(html.match(/<img/g)).toHaveLength(2)
    expect(html.indexOf('/proxy/https://a.test/b.png')).toBeLessThan(html.indexOf('/proxy/https://a.test/c.jpg'))
  })

  test('stand in the item of a list', () => {
    expect(read(`* ${url}\n* b`).html).toBe(`<ul>\n<li>${outside(url)}</li>\n<li>b</li>\n</ul>`)
  })

  test.for(['https://a.test/b.PNG?c=d', 'https://a.test/b.webp#c', 'http://a.test/b.jpeg'])(
    'are known by their path: %s',
    (one) => {
      expect(read(one).html).toContain(`<img src="/proxy/${one}">`)
    },
  )

  test.for([
    'https://a.test/b.svg',
    'https://a.test/b.png/',
    'https://a.test/?b.png',
    'https://a.png',
    'ftp://a.test/b.png',
    '/b.png',
  ])('are nothing else: %s', (one) =>
    expect(read(`[a](${one})`)).toMatchObject({ hasImage: false, html: expect.not.stringContaining('<img') as string }),
  )

  test('of GitHub are behind the page about them', () => {
    expect(read('https://github.com/a/b/blob/main/c.png').html).toContain(
      'src="/proxy/https://raw.githubusercontent.com/a/b/main/c.png"',
    )
  })
})

describe('uploads', () => {
  test('that have a smaller form show that', () => {
    expect(read('[a cat](/user_uploads/1/ready.png)').html).toContain(
      box(
        'href="/user_uploads/1/ready.png" title="a cat"',
        '<img data-original-content-type="image/png" data-original-dimensions="300x200" src="/user_uploads/thumbnail/1/ready.png/840x560.webp">',
      ),
    )
  })

  test('that move say so', () => {
    expect(read('[a](/user_uploads/1/moving.gif)').html).toContain(
      '<img data-animated="true" data-original-content-type=',
    )
  })

  test('that are not ready are waited for', () => {
    const { html, waitingThumbnails, attachments } = read('[a](/user_uploads/1/late.png)')
    expect(html).toContain(
      '<img class="image-loading-placeholder" data-original-content-type="image/png" data-original-dimensions="300x200" src="/static/images/loading/loader-black.svg">',
    )
    expect(waitingThumbnails).toEqual(['1/late.png'])
    expect(attachments).toEqual(['1/late.png'])
  })

  test('that are no pictures are links', () => {
    expect(read('[a](/user_uploads/1/a.pdf) [b](/user_uploads/1/gone.png)').html).toBe(
      '<p><a href="/user_uploads/1/a.pdf">a</a> <a href="/user_uploads/1/gone.png">b</a></p>',
    )
  })
})

describe('films and sounds', () => {
  test('from here are played from here', () => {
    const unshown = 'https://a.test/unshown.mp4'
    expect(read(unshown).html).toBe(`<p><a href="${unshown}">${unshown}</a></p>`)
    expect(read('[a](/user_uploads/1/a.mp4)').html).toContain(
      box(
        'href="/user_uploads/1/a.mp4" title="a"',
        '<video preload="metadata" src="/user_uploads/1/a.mp4"></video>',
        'message_inline_image message_inline_video',
      ),
    )
    const sound = read('[a](/user_uploads/1/a.mp3)')
    expect(sound.html).toContain('<audio controls="" preload="metadata" src="/user_uploads/1/a.mp3"></audio>')
    expect(sound.hasImage).toBe(false)
  })

  test('from outside are fetched through here', () => {
    const url = 'https://a.test/b.webm'
    expect(read(url).html).toBe(
      box(
        `href="${url}"`,
        `<video data-video-original-url="${url}" preload="metadata" src="/proxy/${url}"></video>`,
        'message_inline_image message_inline_video',
      ),
    )
  })

  test.for([
    ['https://www.youtube.com/watch?v=abc-DEF_123', 'abc-DEF_123'],
    ['https://youtu.be/abc?t=3', 'abc'],
    ['https://www.youtube.com/embed/abc', 'abc'],
    ['https://youtube.com/shorts/abc', 'abc'],
  ] as const)('on YouTube are a still: %s', ([url, id]) => {
    const { html } = read(`see ${url}`)
    expect(html).toContain(
      `<div class="youtube-video message_inline_image"><a data-id="${id}" href="${url}"><img src="/proxy/https://i.ytimg.com/vi/${id}/default.jpg"></a></div>`,
    )
  })

  test.for([
    'https://youtube.com.evil.test/watch?v=abc',
    'https://youtu.be/..%2fa',
    'https://www.youtube.com/watch?v="><b>',
    'https://www.youtube.com/',
  ])('are not on YouTube: %s', (url) => expect(read(`[a](${url})`).html).not.toContain('data-id'))
})

describe('pages', () => {
  const url = 'https://a.test/b'
  const page = { title: 'B & <co>', description: 'About "b"', image: 'https://a.test/b.jpg' }

  test('that are known are described', () => {
    const { html, waitingPages } = read(`see ${url}`, { pages: () => page })
    expect(html).toContain(
      `<div class="message_embed"><a class="message_embed_image" href="${url}" style="background-image: url(&quot;/proxy/https://a.test/b.jpg&quot;)"></a>` +
        `<div class="data-container"><div class="message_embed_title"><a href="${url}" title="B &amp; &lt;co&gt;">B &amp; &lt;co&gt;</a></div>` +
        '<div class="message_embed_description">About "b"</div></div></div>',
    )
    expect(waitingPages).toEqual([])
  })

  test('that are not known are asked about', () => {
    expect(read(`see ${url} and [c](https://c.test)`, { pages: () => undefined }).waitingPages).toEqual([
      url,
      'https://c.test',
    ])
  })

  test('of which nothing is to be said stay links', () => {
    expect(read(`see ${url}`, { pages: () => null })).toMatchObject({
      waitingPages: [],
      html: `<p>see <a href="${url}">${url}</a></p>`,
    })
  })
})

describe('nothing is shown', () => {
  const url = 'https://a.test/b.png'

  test('in quotes and code', () => {
    for (const text of [`> ${url}`, `\`\`\`quote\n${url}\n\`\`\``, `\`${url}\``, `\`\`\`\n${url}\n\`\`\``]) {
      expect(read(text)).toMatchObject({ hasImage: false, html: expect.not.stringContaining('<img') as string })
    }
  })

  test('of more links than a person looks at', () => {
    const links = (count: number) =>
      Array.from({ length: count }, (_, index) => `https://a.test/${index}.png`).join(' ')
    expect(read(links(24)).html.match(/<img/g)).toHaveLength(24)
    expect(read(links(25)).html).not.toContain('<img')
  })

  test('where the organization wants none', () => {
    expect(read(`${url} https://a.test`, { media: undefined })).toMatchObject({
      hasImage: false,
      waitingPages: [],
      html: expect.not.stringContaining('<img') as string,
    })
  })
})
