import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { signalQuietly } from '../../server/postgres/processes.ts'
import { eventually } from '../support/eventually.ts'
import { postgresPids } from '../support/host.ts'
import { needs } from '../support/needs.ts'

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, see fs/ext4/ext4.h in Linux. Perl is part of every Debian. */
const SHUT_DOWN = 'open(my $f, "<", $ARGV[0]) or die $!; my $how = pack("L", 2); ioctl($f, 0x8004587d, $how) or die $!'

/** A small file system of its own, with a data folder for a host. */
export class Disk {
  readonly data: string
  readonly #image: string
  readonly #folder: string
  readonly #ballast: string

  /** Mounted until the test ends. @param size in MB */
  constructor(size: number) {
    const home = mkdtempSync(join(tmpdir(), 'hearth-disk-'))
    this.#image = join(home, 'image')
    this.#folder = join(home, 'mounted')
    this.#ballast = join(this.#folder, 'ballast')
    this.data = join(this.#folder, 'data')
    onTestFinished(async () => {
      await this.#unmount()
      rmSync(home, { recursive: true })
    })
    mkdirSync(this.#folder)
    writeFileSync(this.#image, '')
    run('truncate', '-s', `${size}M`, this.#image)
    // Nothing is kept back for root, who would not notice otherwise that the disk is full.
    run('mkfs.ext4', '-q', '-m', '0', this.#image)
    this.#mount()
  }

  /** What was written so far is on the disk, also what nobody asked to be. */
  flush(): void {
    run('sync', '-f', this.#folder)
  }

  /** From now on nothing reaches the disk, as if the machine had lost its power; what uses it gets errors. */
  cutPower(): void {
    run('perl', '-e', SHUT_DOWN, this.#folder)
  }

  /** The power is back. Ends what still uses the disk; only what was on the disk is there. */
  async restorePower(): Promise<void> {
    await this.#unmount()
    this.#mount()
  }

  /** Takes all space that is left. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.#folder)
    run('fallocate', '-l', String(bavail * bsize), this.#ballast)
  }

  /** Gives the space back. */
  makeRoom(): void {
    rmSync(this.#ballast)
  }

  #mount(): void {
    run('mount', '-o', 'loop', this.#image, this.#folder)
  }

  async #unmount(): Promise<void> {
    for (const pid of postgresPids(this.data)) signalQuietly(pid, 'SIGKILL')
    await eventually('Postgres is gone', () => postgresPids(this.data).length === 0)
    run('umount', this.#folder)
  }
}

/** Why no test of disks can run here: undefined, or a sentence with what to do about it. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a disk'
  return needs('mkfs.ext4', 'e2fsprogs')
}

function run(program: string, ...args: string[]): void {
  // Not quiet about its reasons: they are in the error's message.
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
