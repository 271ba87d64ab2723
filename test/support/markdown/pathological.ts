/** The length of the longest message. */
export const LONGEST = 10_000

/** Repeats `unit` up to a length. */
export function fill(unit: string, length = LONGEST): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

/**
 * Shapes on which renderers of Markdown have taken the square of a text's length, or worse: after cmark's list of them, and
 * what was found in ours. `a…b`: what is between is repeated until the text is as long as a message may be.
 */
export const PATHOLOGICAL: readonly string[] = [
  // What cmark tests
  ...[
    '*a **a ',
    'a**b c* ',
    '*a_ ',
    '[a',
    'a]',
    '[ (]( ',
    '![[]()',
    '> ',
    '* ',
    '- a\n',
    '[a](<b',
    '[a](b',
    '\0',
    '`a``',
  ],
  ...[
    '`',
    '`` `',
    '<!--',
    '<?',
    '<!A ',
    '<![CDATA[',
    '&a;',
    '|a',
    '[a]: u\n',
    '*_* _ ',
    '\\`',
    '<a href="',
    '**x [a*b**c*](d)',
  ],
  ...['~~a ', '***a ', '~', '~~~\n', '```\n', '```quote\n', '```spoiler x\n', '```quote\n> ', '~~~math\n', '> > * '],
  // Ours
  ...[
    'a\n\n\n\n\n\n\n',
    ' \n',
    '    a\n',
    '* a\n\n',
    '* a\n\n  b\n\n',
    '1. a\n',
    '  \n* * ',
    '* * ```math\n',
    '# a\n',
    '>\n',
    'a\n# a\n',
  ],
  ...[
    'a|b\n-|-\n',
    'a|b\n-|-\n\n',
    '|',
    ':a:',
    '*:a:',
    '😀',
    '😀\u200D',
    '🇦',
    '0\uFE0F\u20E3',
    '👨‍👩‍👧',
    ' :)',
    ':',
    '::a',
  ],
  ...[
    'http://a.b/(',
    'http://a.b/),',
    'http://',
    'a.co,',
    'a.co/b,',
    'a@b.c ',
    'a.b.c.',
    'a-',
    'tel:',
    'a@b.b.b.b.-,',
    'http://a:b@c ',
  ],
  ...[
    '@**a**',
    '@**',
    '@*a',
    '#**a>b** ',
    '#**a>',
    '<time:1',
    '<time:1> ',
    '$$a$',
    '$$a\\$',
    '"$$a$$',
    '{',
    '\u202E',
    '\u200B',
    '\u0301',
  ],
  ...[
    '[a](http://a.b "c") ',
    '![a](http://a.b/c.png) ',
    'http://a.b/c.png ',
    '&#1;',
    '\u2028',
    '\t',
    '\r',
    '\uD83D',
    '\uDC00',
  ],
  ...['\uFDD00\uFDD1', '\\|', '-\t', '===\n', '---\n', '"', "'", '\u00A0'],
].map((unit) => fill(unit))

/** Those that need a beginning, or an end, to hurt. */
export const FRAMED: readonly string[] = [
  framed('http://a.b/', 'a,http://a.b/', '('),
  framed('', "a.co/b'", '('),
  framed('[a](', ' ', ')'),
  framed('[a](b', '\t', ')'),
  framed('[a](', '\u00A0', ')'),
  framed('[a](b "', '" "', ')'),
  framed('```', 'a', '`'),
  framed('* ```', 'a', '`'),
  framed('> > > > ```', 'a', '`'),
  framed('a', '\n', 'a'),
  framed('* a', '\n', '  b'),
  framed('```\na', '\n', 'a\n```'),
  framed('http://', '.', 'a'),
  framed('http://', ':', 'a'),
  framed('# a', ' #', 'a'),
  framed('# a', ' ', 'a'),
  framed('a|b\n-|-\n', '|', ''),
  framed('a|b\n', '-|', ''),
  framed('a|b\n-|-', ' ', 'x'),
  framed('- ', '- ', 'a'),
  framed('$$', '\\$', ''),
  framed('a', '\u0301', ''),
  framed('', 'a.', '@'),
  framed('a@', 'b-', ''),
  fill('[a](x: ', 6_600) + fill(')', 3_300),
  fill('[a](x:          ', 6_000) + fill(')', 4_000),
  fill('[', 5_000) + fill('](', 5_000),
  `${fill('a|', 3_000)}\n${fill('-|', 3_000)}\n${fill('|\n', 3_900)}`,
  fill('```spoiler\n', 5_000) + fill('a|b\n-|-\n', 5_000),
  Array.from({ length: 140 }, (_, depth) => `${' '.repeat(depth)}* a`).join('\n'),
  Array.from({ length: 140 }, (_, length) => '`'.repeat(length)).join(' '),
]

function framed(start: string, unit: string, end: string): string {
  return start + fill(unit, LONGEST - start.length - end.length) + end
}
