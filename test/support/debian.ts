/** Parts of other makers that tests play against: Debian packages, installed by the tests where they may. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INSTALL_MS = 240_000;

/**
 * Is `probe` (a program with its arguments) there? Installs `packages` first when it is not and we are root on
 * Debian. When it stays missing that is said aloud, and the caller skips.
 */
export function needDebian(packages: readonly string[], probe: readonly string[]): boolean {
  if (answers(probe)) return true;
  const root =
    process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && existsSync('/etc/debian_version');
  if (root) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Test files run side by side, and apt-get takes one at a time.
    const lock = join(tmpdir(), 'post-one-apt.lock');
    const install = `apt-get update -qq; apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`;
    spawnSync('flock', [lock, 'sh', '-c', install], { env, stdio: 'ignore', timeout: INSTALL_MS });
    if (answers(probe)) return true;
  }
  process.stderr.write(
    `SKIPPED: ${probe[0] ?? ''} is not there (apt-get install ${packages.join(' ')}), so its tests did not run.\n`,
  );
  return false;
}

const answers = ([program = '', ...args]: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;

/** The RTSP source: Debian's GStreamer with its RTSP server. */
export const hasGstreamer = (): boolean =>
  needDebian(
    [
      'python3-gi',
      'gir1.2-gst-rtsp-server-1.0',
      'gstreamer1.0-plugins-base',
      'gstreamer1.0-plugins-good',
      'gstreamer1.0-plugins-ugly',
    ],
    [
      '/usr/bin/python3',
      '-c',
      "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import Gst; Gst.init(None); assert Gst.ElementFactory.find('x264enc')",
    ],
  );
export const hasFfmpeg = (): boolean => needDebian(['ffmpeg'], ['ffmpeg', '-version']);
/** libonvif's client, which answers 1 to a missing camera; it prints its usage without one. */
export const hasOnvifUtil = (): boolean => needDebian(['onvif-tools'], ['sh', '-c', 'command -v onvif-util']);
export const hasMosquitto = (): boolean => needDebian(['mosquitto'], ['sh', '-c', 'command -v mosquitto']);
/** Reads PDF back as text. It prints its version and ends with 0. */
export const hasPoppler = (): boolean => needDebian(['poppler-utils'], ['pdftotext', '-v']);
