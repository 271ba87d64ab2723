import { describe, test } from 'vitest'
import { doChangeAccount } from '../../../server/features/account/actions.ts'
import {
  doAddLinkifier,
  doRemoveLinkifier,
  doReorderLinkifiers,
  doUpdateLinkifier,
} from '../../../server/features/linkifiers/actions.ts'
import { doChangeRealm } from '../../../server/features/organization/actions/change.ts'
import { doDeactivateRealm, doReactivateRealm } from '../../../server/features/organization/actions/closure.ts'
import { doAddDomain, doChangeDomain, doRemoveDomain } from '../../../server/features/organization/actions/domains.ts'
import { doAddPlayground, doRemovePlayground } from '../../../server/features/playgrounds/actions.ts'
import {
  doCreateProfileField,
  doRemoveProfileField,
  doReorderProfileFields,
  doUpdateProfileField,
} from '../../../server/features/profile-fields/actions/fields.ts'
import { checkProfileData, doUpdateProfileData } from '../../../server/features/profile-fields/actions/values.ts'
import { readSystemGroups } from '../../../server/features/user-groups/index.ts'
import { doChangeDefaultSettings, doChangeSettings } from '../../../server/features/user-settings/actions.ts'
import { actor } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld } from './world.ts'

describe('settings', () => {
  test('of an account, and what new accounts start with', async () => {
    const { core } = await createWorld()
    const change = {
      timezone: 'Europe/Berlin',
      default_language: 'de',
      send_read_receipts: false,
      color_scheme: 2,
    } as const
    await verifyAction(core, doChangeSettings, core, 2, change)
    await verifyAction(core, doChangeDefaultSettings, core, { color_scheme: 3 })
    const password = await core.auth.preparePassword('correct horse battery staple')
    const account = { fullName: 'Ada', email: 'ada@acme.test', password }
    await verifyAction(core, doChangeAccount, core, core.auth, 2, account, undefined)
  })

  test('of the organization', async () => {
    const { core } = await createWorld()
    const moderators = (await readSystemGroups(core.db)).get('role:moderators') ?? 0
    const people = { direct_members: [2, 3], direct_subgroups: [moderators] }
    const texts = { name: 'Acme Ltd', description: 'makes everything' }
    const rules = { require_unique_names: true, allow_message_editing: false, message_content_edit_limit_seconds: null }
    await verifyAction(core, doChangeRealm, core, { texts, rules, permissions: { can_create_groups: people } })
    const permissions = { can_create_groups: moderators }
    await verifyAction(core, doChangeRealm, core, { texts: {}, rules: {}, permissions })
  })

  test('of whether the organization is open', async () => {
    const { core } = await createWorld()
    await verifyAction(core, doDeactivateRealm, core, 'owner_request')
    await verifyAction(core, doReactivateRealm, core)
  })

  test('of what messages link to', async () => {
    const { core } = await createWorld()
    const issue = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://acme.test/{id}' }
    const first = await verifyAction(core, doAddLinkifier, core, issue)
    const second = await verifyAction(core, doAddLinkifier, core, { ...issue, pattern: 'HL(?P<id>[0-9]+)' })
    await verifyAction(core, doReorderLinkifiers, core, [second, first])
    await verifyAction(core, doUpdateLinkifier, core, first, { ...issue, url_template: 'https://acme.test/i/{id}' })
    await verifyAction(core, doRemoveLinkifier, core, second)
    const playground = { name: 'Play', pygments_language: 'Rust', url_template: 'https://play.test/?code={code}' }
    await verifyAction(core, doRemovePlayground, core, await verifyAction(core, doAddPlayground, core, playground))
  })

  test('of what people tell of themselves', async () => {
    const { core } = await createWorld()
    const plain = {
      hint: '',
      field_data: {},
      display_in_profile_summary: false,
      required: false,
      editable_by_user: true,
    }
    const text = await verifyAction(core, doCreateProfileField, core, { ...plain, name: 'Phone', field_type: 1 })
    const field_data = { a: { text: 'A', order: '1' }, b: { text: 'B', order: '2' } }
    const list = { ...plain, name: 'Team', field_type: 3, field_data }
    const team = await verifyAction(core, doCreateProfileField, core, list)
    const people = await verifyAction(core, doCreateProfileField, core, { ...plain, name: 'Boss', field_type: 6 })
    const data = [
      { id: text, value: '<b>123</b>' },
      { id: team, value: 'a' },
      { id: people, value: [1, 3] },
    ]
    const values = await checkProfileData(core, actor(2), data)
    await verifyAction(core, doUpdateProfileData, core, 2, values)
    await verifyAction(core, doUpdateProfileData, core, 2, [{ field: people, type: 6, value: null }])
    await verifyAction(core, doReorderProfileFields, core, [team, people, text])
    await verifyAction(core, doUpdateProfileField, core, team, { field_data: { b: field_data.b }, required: true })
    await verifyAction(core, doRemoveProfileField, core, text)
  })

  test('of the domains that people come from', async () => {
    const { core } = await createWorld()
    await verifyAction(core, doAddDomain, core, { domain: 'acme.test', allow_subdomains: false })
    await verifyAction(core, doChangeDomain, core, { domain: 'acme.test', allow_subdomains: true })
    const rules = { emails_restricted_to_domains: true }
    await verifyAction(core, doChangeRealm, core, { texts: {}, rules, permissions: {} })
    await verifyAction(core, doRemoveDomain, core, 'acme.test')
  })
})
