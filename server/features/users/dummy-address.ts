/**
 * What an account is called by: an id, an address, or `user7@` this server's host, which stands for the id 7 whatever
 * the account's address is and whoever may see it: https://zulip.com/api/get-user-by-email
 */
export function toIdOrAddress(named: string, host: string): string {
  const [, id, domain] = /^user(\d{1,9})@(.+)$/i.exec(named) ?? []
  return id !== undefined && domain?.toLowerCase() === host.toLowerCase() ? id : named
}
