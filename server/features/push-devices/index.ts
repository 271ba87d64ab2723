export { mountPushDevices } from './routes.ts'
