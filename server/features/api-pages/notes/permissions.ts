const PERMISSION = /^can_|^create_multiuse_invite_group$/
/** Operations that make something, whose permissions are nothing yet. */
const MAKING = new Set(['create-user-group', 'subscribe'])

/** How the permissions among an operation's parameters are given; undefined: there are none. */
export function formOfPermissions(operation: string, params: readonly { readonly name: string }[]): string | undefined {
  const example = params.find(({ name }) => PERMISSION.test(name))?.name
  if (example === undefined) return undefined
  const value =
    'a group’s id, as get-user-groups lists them, or ids of people as direct_members and of groups as direct_subgroups'
  if (MAKING.has(operation)) return `A permission, such as ${example}, is ${value}.`
  return `A permission, such as ${example}, becomes what new is: ${value}. If old is given and the permission is something else by now, the call fails with EXPECTATION_MISMATCH.`
}
