export { Exporter } from './exporter.ts'
export { mountExports } from './routes.ts'
