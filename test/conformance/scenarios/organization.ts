import { MAX_EXPORT_MIB } from '../host.ts'
import type { Run } from '../run.ts'
import { channel, listOf, say } from './steps.ts'

const PATTERN = '#(?P<id>[0-9]+)'
const SELECT = 3

export async function playOrganization(run: Run): Promise<void> {
  await linkifiers(run)
  await playgrounds(run)
  await profileFields(run)
  await settings(run)
  await domains(run)
  await exports(run)
}

async function linkifiers(run: Run): Promise<void> {
  const url_template = 'https://tracker.acme.test/{id}'
  const { id: filter_id } = await run.ok('add-linkifier', 'admin', { pattern: PATTERN, url_template })
  const second = await run.ok('add-linkifier', 'admin', { pattern: 'T(?P<id>[0-9]+)', url_template })
  const stream = await channel(run, 'Links', ['owner', 'member'])
  await say(run, 'member', stream, 'see #12', 'and #13')
  await run.ok('update-linkifier', 'admin', { filter_id, pattern: PATTERN, url_template: `${url_template}/new` })
  await run.ok('get-linkifiers', 'member')
  await run.ok('reorder-linkifiers', 'admin', { ordered_linkifier_ids: [second['id'], filter_id] })
  await run.ok('remove-linkifier', 'admin', { filter_id })
}

async function playgrounds(run: Run): Promise<void> {
  const playground = { pygments_language: 'Python', url_template: 'https://python.acme.test?code={code}' }
  const { id } = await run.ok('add-code-playground', 'admin', { name: 'Python playground', ...playground })
  await run.ok('remove-code-playground', 'admin', { playground_id: id })
}

async function profileFields(run: Run): Promise<void> {
  const flags = { display_in_profile_summary: true, required: false, editable_by_user: true }
  const { id: text } = await run.ok('create-custom-profile-field', 'admin', {
    name: 'Nickname',
    hint: 'What friends say',
    field_type: 1,
    ...flags,
  })
  const field_data = { python: { text: 'Python', order: '1' }, java: { text: 'Java', order: '2' } }
  const choice = { name: 'Language', hint: '', field_type: SELECT, field_data, ...flags }
  await run.ok('create-custom-profile-field', 'admin', choice)
  const fields = listOf(await run.ok('get-custom-profile-fields', 'member'), 'custom_fields')
  await run.ok('reorder-custom-profile-fields', 'admin', { order: fields.map(({ id }) => id).reverse() })
  const profile_data = [{ id: text, value: 'Mimi **the** member' }]
  await run.ok('update-user', 'admin', { user_id: run.idOf('member'), profile_data })
  await run.ok('update-user-by-email', 'admin', { email: 'other@acme.test', profile_data })
  await run.ok('get-users', 'other', { include_custom_profile_fields: true })
}

async function settings(run: Run): Promise<void> {
  const patch = (params: object) => run.raw('PATCH', '/realm', 'owner', { ...params })
  await patch({ name: 'Acme Limited' })
  await patch({ description: 'Everything you need' })
  await patch({ allow_message_editing: true, message_content_edit_limit_seconds: 1200 })
  await patch({ mandatory_topics: true })
  await patch({ mandatory_topics: false })
  await patch({ message_content_delete_limit_seconds: 600 })
  await patch({ default_code_block_language: 'python' })
  await patch({ enable_read_receipts: true })
  await patch({ waiting_period_threshold: 3 })
  await run.raw('POST', '/users/me/onboarding_steps', 'member', { onboarding_step: 'intro_inbox_view_modal' })
}

async function domains(run: Run): Promise<void> {
  await run.raw('POST', '/realm/domains', 'owner', { domain: 'acme.test', allow_subdomains: false })
  await run.raw('PATCH', '/realm/domains/acme.test', 'owner', { allow_subdomains: true })
  await run.raw('DELETE', '/realm/domains/acme.test', 'owner')
}

async function exports(run: Run): Promise<void> {
  await run.ok('get-realm-export-consents', 'admin')
  await run.ok('export-realm', 'admin', { export_type: 1 })
  const newest = async () => listOf(await run.ok('get-realm-exports', 'admin'), 'exports').at(-1)
  await run.eventually('export-realm', async () => (await newest())?.['pending'] === false, 'was never made')
  const made = await newest()
  run.expect('get-realm-exports', typeof made?.['export_url'] === 'string', 'tells of no archive')
  await run.raw('DELETE', `/export/realm/${Number(made?.['id'])}`, 'admin')
  const bytes = new Uint8Array((MAX_EXPORT_MIB + 1) * 1024 * 1024)
  await run.ok('upload-file', 'member', {}, { file: { name: 'large.bin', type: 'application/octet-stream', bytes } })
  await run.refused('export-realm', 'admin', { export_type: 2 })
}
