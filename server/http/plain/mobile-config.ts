import { hash } from 'node:crypto'
import { escapeHtml } from '../../lib/escape-html.ts'

/**
 * The authority as a configuration profile of Apple's systems:
 * https://developer.apple.com/documentation/devicemanagement/certificateroot. The same authority is the same profile,
 * so installing it again replaces it.
 */
export function mobileConfig(der: Buffer, title: string): string {
  const uuid = (purpose: string) =>
    hash('sha256', Buffer.concat([Buffer.from(purpose), der]), 'hex')
      .slice(0, 32)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      .toUpperCase()
  const name = escapeHtml(title)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>app.hearth.trust.${uuid('profile')}</string>
<key>PayloadUUID</key><string>${uuid('profile')}</string>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadDescription</key><string>Lets this device trust the team chat of this office.</string>
<key>PayloadContent</key><array><dict>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>app.hearth.trust.${uuid('authority')}</string>
<key>PayloadUUID</key><string>${uuid('authority')}</string>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadCertificateFileName</key><string>hearth-ca.crt</string>
<key>PayloadContent</key><data>${der.toString('base64')}</data>
</dict></array>
</dict></plist>
`
}
