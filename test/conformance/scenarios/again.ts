import { CAPABILITIES, type Run } from '../run.ts'

/** Everybody looks at everything once more, when there is a lot to see. */
export async function playAgain(run: Run): Promise<void> {
  for (const actor of ['owner', 'admin', 'moderator', 'member', 'other', 'guest']) {
    const whole = await run.ok('register-queue', actor, {
      client_capabilities: CAPABILITIES,
      include_subscribers: true,
      apply_markdown: true,
    })
    const old = await run.ok('register-queue', actor, {}, { remark: false })
    for (const { queue_id } of [whole, old]) await run.ok('delete-queue', actor, { queue_id })
    await run.ok('get-users', actor, { include_custom_profile_fields: true })
    await run.ok('get-streams', actor)
    await run.ok('get-subscriptions', actor, { include_subscribers: true })
    // Guests may not.
    if (actor !== 'guest') await run.ok('get-user-groups', actor, { include_deactivated_groups: true })
    await run.ok('get-presence', actor)
    for (const anchor of ['oldest', 'newest', 'first_unread']) {
      await run.ok('get-messages', actor, {
        anchor,
        num_before: 200,
        num_after: 200,
        apply_markdown: anchor !== 'oldest',
      })
    }
  }
}
