export { Renderer } from './renderer.ts'
