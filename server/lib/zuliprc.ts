export interface Zuliprc {
  readonly email: string
  readonly key: string
  /** This server's address. */
  readonly site: string
  /** Of an outgoing webhook: what proves that a message comes from here. */
  readonly token?: string | undefined
}

/** The file that Zulip's client libraries read an account from: https://zulip.com/api/configuring-python-bindings */
export function writeZuliprc({ email, key, site, token }: Zuliprc): string {
  const lines = [
    '[api]',
    `email=${email}`,
    `key=${key}`,
    `site=${site}`,
    ...(token === undefined ? [] : [`token=${token}`]),
  ]
  return `${lines.join('\n')}\n`
}
