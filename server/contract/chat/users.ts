import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const getUsers = endpoint({
  operation: 'get-users',
  method: 'GET',
  path: '/users',
  access: 'user',
  params: { client_gravatar: json(z.boolean()).default(true) },
})

export const getOwnUser = endpoint({
  operation: 'get-own-user',
  method: 'GET',
  path: '/users/me',
  access: 'user',
  params: {},
})

export const createUser = endpoint({
  operation: 'create-user',
  method: 'POST',
  path: '/users',
  access: 'user',
  params: { email: z.email(), password: z.string(), full_name: z.string().trim().min(1).max(100) },
})

export const getServerSettings = endpoint({
  operation: 'get-server-settings',
  method: 'GET',
  path: '/server_settings',
  access: 'anyone',
  params: {},
})
