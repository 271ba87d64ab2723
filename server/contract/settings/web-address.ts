import { z } from 'zod'

/** Where a service of the web is: neither another scheme, nor a password within. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(200)
  .refine((url) => !/[\s@?#]/.test(url), { message: 'must be an address without a user name, ? and #' })
