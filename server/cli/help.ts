export const HELP = `Hearth: team chat that an office hosts itself

hearth host          runs the host until it is stopped
  --data DIR         data folder (default: the usual place for this account)
  --port N           HTTPS port; 0 takes any free one (default: 8443 or the next free one, then the same again)
  --unattended FILE  JSON with organization, owner and people; used only while the data folder is empty
  --headless         without a window (always so for this command)
hearth stop          stops the host that runs on the data folder, and waits until it has ended
  --data DIR
hearth admin-link    prints a new one-time link to the administration, for each address of the host
  --data DIR
hearth admin OPERATION
                     runs an operation of the administration, for example appliance.status
  --data DIR
  --json TEXT        its input as JSON; - reads it from the standard input
hearth --help, hearth --version`
