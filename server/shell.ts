/** What the desktop shell takes of the server besides the appliance: main/ imports nothing else from here. */
export { failure } from './admin/dispatch.ts'
export { sentenceOf } from './cli/explain.ts'
export { badUsage, readPort } from './cli/options.ts'
export { readUnattended } from './cli/unattended-file.ts'
export { SECURITY_HEADERS } from './http/headers.ts'
export { findPage } from './http/static.ts'
export { nodeHost } from './node-host.ts'
