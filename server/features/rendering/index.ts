export { Renderer, type RendererOptions } from './renderer.ts'
