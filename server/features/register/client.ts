/** What a client told of itself at /register: how its state and its events are to look. */
export interface Client {
  readonly capabilities: Readonly<Record<string, boolean>>
  readonly includeSubscribers: boolean
  /** `presences` by user id, and presence events without the address */
  readonly slimPresence: boolean
  readonly presenceHistoryDays: number | undefined
}

/** A client that knows everything there is. */
export const FULL_CLIENT: Client = {
  capabilities: {
    include_deactivated_groups: true,
    linkifier_url_template: true,
    notification_settings_null: true,
    stream_typing_notifications: true,
    user_list_incomplete: true,
    user_settings_object: true,
  },
  includeSubscribers: true,
  slimPresence: true,
  presenceHistoryDays: undefined,
}
