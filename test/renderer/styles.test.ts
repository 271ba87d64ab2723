import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const RENDERER = join(import.meta.dirname, '../../renderer')

/**
 * Where a component takes a class of a stylesheet: one by its name, or one of several, of which some may need no style
 * of their own; none: of that name nothing can be said.
 */
interface Use {
  readonly sheet: string
  readonly names: readonly string[]
  readonly where: string
}

const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).map((name) => join(RENDERER, name))
const sheets = files.filter((file) => file.endsWith('.module.css'))
const components = files.filter((file) => /\.tsx?$/.test(file))
const nameOf = (file: string) => relative(RENDERER, file)

/** Classes that a stylesheet has of its own: `:global(…)` is somebody else's. */
function classesOf(css: string): Set<string> {
  const bare = css.replace(/\/\*.*?\*\//gs, '').replace(/"[^"\n]*"|'[^'\n]*'|url\([^)]*\)/g, '')
  const classes = new Set<string>()
  for (const [, prelude = ''] of bare.matchAll(/([^{};]*)\{/g)) {
    const selector = prelude.trim()
    if (selector.startsWith('@')) continue
    for (const [, name = ''] of selector.replace(/:global\([^)]*\)/g, '').matchAll(/\.([_a-z][\w-]*)/gi))
      classes.add(name)
  }
  return classes
}

function usesOf(source: ts.SourceFile, checker: ts.TypeChecker): Use[] {
  const uses: Use[] = []
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) return
    const sheet = ts.isIdentifier(node) ? sheetOf(checker.getSymbolAtLocation(node)) : undefined
    if (sheet !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      uses.push({ sheet, names: membersOf(node, checker), where: `${nameOf(source.fileName)}:${line}` })
    }
    node.forEachChild(visit)
  }
  visit(source)
  return uses
}

/** The stylesheet that the name was imported from. */
function sheetOf(symbol: ts.Symbol | undefined): string | undefined {
  const declaration = symbol?.declarations?.[0]
  if (!declaration || !ts.isImportClause(declaration)) return undefined
  const from = declaration.parent.moduleSpecifier
  if (!ts.isStringLiteral(from) || !from.text.endsWith('.module.css')) return undefined
  return join(dirname(declaration.getSourceFile().fileName), from.text)
}

/** Of `styles.name`, `styles['name']`, and `styles[size]` when its type says which names there are. */
function membersOf(styles: ts.Node, checker: ts.TypeChecker): string[] {
  const { parent } = styles
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text]
  if (!ts.isElementAccessExpression(parent) || parent.expression !== styles) return []
  const type = checker.getTypeAtLocation(parent.argumentExpression)
  return (type.isUnion() ? type.types : [type]).flatMap((one) => (one.isStringLiteral() ? [one.value] : []))
}

describe('the classes of the pages', () => {
  const program = ts.createProgram(components, {
    jsx: ts.JsxEmit.ReactJSX,
    module: ts.ModuleKind.NodeNext,
    strict: true,
  })
  const sources = program.getSourceFiles().filter(({ fileName }) => components.includes(fileName))
  const uses = sources.flatMap((source) => usesOf(source, program.getTypeChecker()))
  const classes = new Map(sheets.map((sheet) => [sheet, classesOf(readFileSync(sheet, 'utf8'))]))

  test('are found by what looks for them', () => {
    const css = `/* .no */ .a:not(.b) > .c-d, .e:hover { color: url(x.png) } @media (width > 1.5rem) { .f { top: .5em } }
      @keyframes g { from { left: 0.5px } } .h :global(.mention) { content: '.no' }`
    expect([...classesOf(css)]).toEqual(['a', 'b', 'c-d', 'e', 'f', 'h'])
    const of = (where: RegExp) => uses.filter((use) => where.test(use.where)).flatMap(({ names }) => names)
    expect(of(/^ui.button\.tsx/)).toEqual(expect.arrayContaining(['button', 'wide', 's', 'l', 'main', 'plain']))
    expect(uses.length).toBeGreaterThan(200)
    expect(new Set(uses.map(({ sheet }) => sheet)).size).toBeGreaterThan(50)
  })

  test('are each in the stylesheet that it is taken from', () => {
    const missing = uses.filter(({ sheet, names }) => !names.some((name) => classes.get(sheet)?.has(name)))
    expect(missing.map(({ sheet, names, where }) => `${where}: ${names} of ${nameOf(sheet)}`)).toEqual([])
  })

  test('are each used', () => {
    const used = new Set(uses.flatMap(({ sheet, names }) => names.map((name) => `${nameOf(sheet)}: ${name}`)))
    const all = [...classes].flatMap(([sheet, names]) => [...names].map((name) => `${nameOf(sheet)}: ${name}`))
    expect(all.filter((one) => !used.has(one))).toEqual([])
  })
})
