import { createContext, useContext } from 'react'
import type { AdminClient } from './client.ts'

export const ClientContext = createContext<AdminClient | undefined>(undefined)

export function useClient(): AdminClient {
  const client = useContext(ClientContext)
  if (!client) throw new Error('There is no ClientContext above this component')
  return client
}
