import { inline, type Node } from '../html.ts'
import type { Stage } from './stages.ts'

function stage(sign: string, pattern: RegExp, wrap: (children: Node[]) => Node): Stage {
  return {
    sign,
    run: (text, hold, _scope, inside) => text.replace(pattern, (_whole, part: string) => hold(wrap(inside.read(part)))),
  }
}

/** Underlines emphasize nothing: names of variables have them. */
export const strongEmphasis = stage('***', /\*\*\*(?!\s)([^*\n]+)(?<!\s)\*\*\*/g, (children) =>
  inline('strong', {}, [inline('em', {}, children)]),
)
export const strong = stage('**', /\*\*([^\n]+?)\*\*/g, (children) => inline('strong', {}, children))
export const emphasis = stage('*', /\*(?!\s)([^*\n]+)(?<!\s)\*/g, (children) => inline('em', {}, children))
export const strikethrough = stage('~~', /(?<!~)~~([^~\n]+)~~(?!~)/g, (children) => inline('del', {}, children))
