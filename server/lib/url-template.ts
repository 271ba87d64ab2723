/** RFC 6570: https://www.rfc-editor.org/rfc/rfc6570 §2. Only its grammar: who fills a template in is somebody else. */
const LITERAL = /^(?:[^\s"'%<>\\^`{|}\p{C}]|%[0-9A-Fa-f]{2})*$/u
const VARIABLE = '(?:\\w|%[0-9A-Fa-f]{2})+(?:\\.(?:\\w|%[0-9A-Fa-f]{2})+)*'
const EXPRESSION = new RegExp(
  `^[+#./;?&]?(${VARIABLE}(?::[1-9]\\d{0,3}|\\*)?)(?:,(${VARIABLE}(?::[1-9]\\d{0,3}|\\*)?))*$`,
)
/** Fixed by the template, never by what is put in; and none by which a browser would run what follows. */
const SCHEME = /^(?!javascript:|vbscript:|data:)[a-z][a-z0-9+.-]*:/i

/** @returns the names of its variables; undefined for what is no template of an absolute URL */
export function parseUrlTemplate(template: string): ReadonlySet<string> | undefined {
  if (!SCHEME.test(template)) return undefined
  const names = new Set<string>()
  // Text and expressions take turns.
  for (const [i, part] of template.split(/\{([^{}]*)\}/).entries()) {
    if (i % 2 === 0) {
      if (!LITERAL.test(part)) return undefined
      continue
    }
    if (!EXPRESSION.test(part)) return undefined
    for (const name of part.replace(/^[+#./;?&]/, '').split(',')) names.add(name.replace(/:\d+$|\*$/, ''))
  }
  return names
}
