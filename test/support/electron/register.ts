import { registerHooks } from 'node:module'

const STAND_IN = new URL('./index.ts', import.meta.url).href

/** For `node --import`: the unmodified main process finds the stand-in where it asks for Electron. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context),
})
