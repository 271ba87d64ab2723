import { readFileSync } from 'node:fs'
import sanitize from 'sanitize-html'

/**
 * What a rendered message may be made of, written down a second time and held by another program: it knows nothing of how
 * the renderer works.
 */
const KATEX_TAGS =
  'annotation math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics svg path line'.split(
    ' ',
  )
const KATEX_ATTRIBUTES =
  'accent accentunder class columnalign columnlines columnspacing d depth display encoding fence form height href lspace mathbackground mathcolor mathsize mathvariant maxsize minsize notation preserveAspectRatio preserveaspectratio rowlines rowspacing rspace scriptlevel displaystyle separator stretchy linethickness largeop movablelimits symmetric viewBox viewbox voffset width x1 x2 y1 y2 stroke-width style xmlns'.split(
    ' ',
  )
const SCHEMES =
  'http https ftp bitcoin geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sip sms smsto ssh tel urn webcal wtai xmpp'.split(
    ' ',
  )
/** Those that KaTeX has styles for, and those that it needs for itself. */
const KATEX_CLASSES = [
  ...readFileSync(new URL(import.meta.resolve('katex/dist/katex.css')), 'utf8').matchAll(/\.([a-z][\w-]*)/gi),
].flatMap(([, name]) => name ?? [])
const KATEX_OWN =
  'mord mbin mrel mop mopen mclose mpunct minner mtight text nobreak allowbreak delimsizinginner accentunder latin_fallback cyrillic_fallback armenian_fallback brahmic_fallback georgian_fallback cjk_fallback hangul_fallback'.split(
    ' ',
  )
const SPAN_CLASSES = [
  ...[
    'user-mention',
    'user-group-mention',
    'topic-mention',
    'channel-wildcard-mention',
    'silent',
    'timestamp-error',
    'tex-error',
  ],
  ...['emoji', 'emoji-*'],
  ...KATEX_CLASSES,
  ...KATEX_OWN,
  // Pygments' tokens
  ...'bp c1 ch cp gd ge gh gi gp gs k kc kt mf mi n na nb nc nd nf nn no nt nv o p s1 s2 sb sd se si sr ss'.split(' '),
]
const BLOCKS = 'p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td div pre code'.split(' ')

const OPTIONS: sanitize.IOptions = {
  allowedTags: [...BLOCKS, 'span', 'strong', 'em', 'del', 'a', 'img', 'video', 'audio', 'time', ...KATEX_TAGS],
  allowedAttributes: {
    a: ['href', 'title', 'class', 'data-stream-id', 'data-id', 'style'],
    div: ['class', 'aria-hidden', 'data-code-language'],
    img: ['src', 'alt', 'title', 'class', 'data-animated', 'data-original-content-type', 'data-original-dimensions'],
    video: ['src', 'preload', 'data-video-original-url'],
    audio: ['src', 'preload', 'controls'],
    ol: ['start'],
    span: ['class', 'style', 'role', 'title', 'aria-label', 'aria-hidden', 'data-user-id', 'data-user-group-id'],
    td: ['style'],
    th: ['style'],
    time: ['datetime'],
    ...Object.fromEntries(KATEX_TAGS.map((tag) => [tag, KATEX_ATTRIBUTES.filter((name) => name !== 'href')])),
  },
  allowedClasses: {
    a: ['stream', 'stream-topic', 'message-link', 'message_embed_image'],
    div: [
      ...['codehilite', 'spoiler-block', 'spoiler-header', 'spoiler-content', 'youtube-video', 'data-container'],
      ...['message_embed', 'message_embed_title', 'message_embed_description'],
      ...['message_inline_image', 'message_inline_video', 'message_inline_audio'],
    ],
    img: ['emoji', 'image-loading-placeholder'],
    span: [...SPAN_CLASSES],
  },
  allowedStyles: {
    '*': {
      // Lengths and colors: nothing that loads or covers anything.
      ...Object.fromEntries(
        'height width min-width top left bottom margin-left margin-right margin-top margin-bottom padding-left padding-right vertical-align border-bottom-width border-right-width border-right-style border-top-width border-width border-style'
          .split(' ')
          .map((name) => [name, [/^-?[\d.]+em$/, /^(?:calc\([\d.em% +-]+\)|0|100%|solid|dashed)$/]]),
      ),
      color: [/^(?:#[\da-f]{3,8}|[a-z]+|transparent)$/i],
      'background-color': [/^(?:#[\da-f]{3,8}|[a-z]+)$/i],
      'border-color': [/^(?:#[\da-f]{3,8}|[a-z]+)$/i],
      position: [/^(?:relative|absolute)$/],
      'text-align': [/^(?:left|center|right)$/],
    },
  },
  allowedSchemes: SCHEMES,
  allowedSchemesAppliedToAttributes: ['href', 'src', 'data-video-original-url'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 10_000,
}
/** The same program without any rule, since it writes quotes and entities in its own way. */
const WITHOUT_RULES: sanitize.IOptions = {
  allowedTags: false,
  allowedAttributes: false,
  allowVulnerableTags: true,
  allowedSchemesAppliedToAttributes: [],
}

/** @returns what would be left of the markup, and what it is: the same, if nothing has to be taken away */
export function judge(html: string): { readonly left: string; readonly all: string } {
  return { left: sanitize(html, OPTIONS), all: sanitize(html, WITHOUT_RULES) }
}
