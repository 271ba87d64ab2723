import type { ServiceName } from './services.ts'

/** The parts of a host in words for people. */
export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = {
  storage: 'Storage',
  secrets: 'Keys',
  postgres: 'Database',
  tls: 'Certificate',
  chat: 'Chat',
  trust_page: 'Trust page',
  discovery: 'Local name',
}
