"""An RTSP source from Debian's GStreamer: a moving test picture in H.264.

Usage: rtsp_source.py PORT [USER PASSWORD [digest]]. Port 0 takes a free one. Prints `ready PORT` when it serves
rtsp://127.0.0.1:PORT/stream, and ends when its standard input closes.
"""
import sys
import threading

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtsp', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)
loop = GLib.MainLoop()
server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    '( videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=360,framerate=15/1 '
    '! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 bitrate=600 '
    '! video/x-h264,profile=baseline ! rtph264pay name=pay0 pt=96 config-interval=1 )'
)
factory.set_shared(True)
if len(sys.argv) > 3:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string('media.factory.role', 'user')
    if len(sys.argv) > 4:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(sys.argv[2], sys.argv[3], token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(sys.argv[2], sys.argv[3]), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role('user', 'media.factory.access', True)
    permissions.add_permission_for_role('user', 'media.factory.construct', True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory('/stream', factory)
server.attach(None)
print('ready', server.get_bound_port(), flush=True)


def until_closed():
    sys.stdin.read()
    GLib.idle_add(loop.quit)


threading.Thread(target=until_closed, daemon=True).start()
loop.run()
