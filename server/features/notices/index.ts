export { ensureNotificationBot, readSystemBots } from './bot.ts'
