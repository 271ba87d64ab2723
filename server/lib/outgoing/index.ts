export { createAllowList } from './allow-list.ts'
export { OutgoingError } from './errors.ts'
export { fetchGuarded, type Guard } from './fetch-guarded.ts'
