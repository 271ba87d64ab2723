/** Seconds between the pings of a client. */
export const PING_INTERVAL = 60
/** Seconds without a ping after which somebody is shown as offline. */
export const OFFLINE_AFTER = 140
/** How far back presences are told of, in days. */
export const HISTORY_DAYS = 14
