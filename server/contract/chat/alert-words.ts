import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

/** Every message is searched for the words of everybody who gets it. */
export const MAX_ALERT_WORDS = 100

const words = { alert_words: json(z.array(z.string().trim().max(100)).max(1_000)) }

export const getAlertWords = endpoint({
  operation: 'get-alert-words',
  method: 'GET',
  path: '/users/me/alert_words',
  access: 'user',
  params: {},
})

export const addAlertWords = endpoint({
  operation: 'add-alert-words',
  method: 'POST',
  path: '/users/me/alert_words',
  access: 'user',
  params: words,
})

export const removeAlertWords = endpoint({
  operation: 'remove-alert-words',
  method: 'DELETE',
  path: '/users/me/alert_words',
  access: 'user',
  params: words,
})
