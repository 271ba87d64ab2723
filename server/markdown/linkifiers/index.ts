/** Apart from the renderer, since what runs the patterns is large and few organizations have any. */
export { compileLinkifiers, type LinkifierRule, wholePattern } from './compile.ts'
export { compileLinear, PatternError } from './linear-regexp.ts'
