type System = 'windows' | 'apple' | 'ios' | 'android' | 'linux' | 'firefox'

interface Steps {
  readonly system: System
  readonly title: string
  /** HTML of ours. */
  readonly steps: readonly string[]
}

/** How each system learns to trust an authority. */
export const TRUST_STEPS: readonly Steps[] = [
  {
    system: 'windows',
    title: 'Windows',
    steps: [
      'Download the <a href="/trust/ca.crt">certificate</a> and open the file.',
      'Choose <b>Install Certificate</b>, <b>Current User</b>, then <b>Place all certificates in the following store</b>.',
      'Browse to <b>Trusted Root Certification Authorities</b>, finish, and compare the fingerprint when Windows asks.',
      'By command line instead: <code>certutil -user -addstore Root hearth-ca.crt</code>',
    ],
  },
  {
    system: 'apple',
    title: 'macOS',
    steps: [
      'Download the <a href="/trust/hearth.mobileconfig">profile</a> and open it.',
      'In <b>System Settings</b>, <b>General</b>, <b>Device Management</b>, open the profile, compare the fingerprint, and install it.',
    ],
  },
  {
    system: 'ios',
    title: 'iPhone and iPad',
    steps: [
      'Open this page in Safari, tap the <a href="/trust/hearth.mobileconfig">profile</a> and allow the download.',
      'In <b>Settings</b>, <b>General</b>, <b>VPN &amp; Device Management</b>, install the profile.',
      'In <b>Settings</b>, <b>General</b>, <b>About</b>, <b>Certificate Trust Settings</b>, switch it on.',
    ],
  },
  {
    system: 'android',
    title: 'Android',
    steps: [
      'Download the <a href="/trust/ca.crt">certificate</a>.',
      'In <b>Settings</b>, search for <b>CA certificate</b>, choose to install it anyway, and pick the file.',
      'Android then says that the network may be monitored. This authority can vouch only for private names and addresses, never for other websites.',
    ],
  },
  {
    system: 'linux',
    title: 'Linux: Chrome, Chromium, Edge',
    steps: [
      'Download the <a href="/trust/ca.crt">certificate</a>.',
      'Open <code>chrome://certificate-manager</code>, <b>Custom</b>, <b>Installed by you</b>, <b>Trusted certificates</b>, and import the file.',
      'Or with certutil: <code>certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Hearth -i hearth-ca.crt</code>',
      'For other programs on Debian and Ubuntu: put <a href="/trust/ca.pem">ca.pem</a> into <code>/usr/local/share/ca-certificates/hearth.crt</code> and run <code>sudo update-ca-certificates</code>.',
    ],
  },
  {
    system: 'firefox',
    title: 'Firefox, on every system',
    steps: [
      'On Windows and macOS Firefox takes over what the system trusts: follow the steps above and restart it.',
      'Elsewhere: <b>Settings</b>, <b>Privacy &amp; Security</b>, <b>Certificates</b>, <b>View Certificates</b>, <b>Authorities</b>, <b>Import</b>; tick <b>websites</b>.',
    ],
  },
]

/** Which steps a visitor most likely needs, by what the browser says of itself. */
export function systemOf(userAgent: string): System | undefined {
  if (/iPhone|iPad/.test(userAgent)) return 'ios'
  if (/Android/.test(userAgent)) return 'android'
  if (/Windows/.test(userAgent)) return 'windows'
  if (/Macintosh/.test(userAgent)) return 'apple'
  if (!/Linux|X11|CrOS/.test(userAgent)) return undefined
  return /Firefox/.test(userAgent) ? 'firefox' : 'linux'
}
