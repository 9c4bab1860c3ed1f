#!/bin/sh
# A camera and a client on two networks of their own, joined by a cable; nothing else is in reach.
# Run by `unshare -n`. Usage: two-networks.sh CAMERA.mjs USER PASSWORD, the client's commands on standard input.
# ONVIF clients find cameras by multicast, which no network gives back to the machine that sent it.
set -e
ip link add cable0 type veth peer name cable1
ip link set lo up
ip addr add 10.77.0.1/24 dev cable0
ip link set cable0 up
ip route add 239.0.0.0/8 dev cable0
unshare -n sleep 50 &
client=$!
trap 'kill $client $camera 2> /dev/null || true' EXIT
# Only once the client has left our network: before that, the cable would be "moved" to where it is.
until [ "$(readlink "/proc/$client/ns/net")" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.1; done
ip link set cable1 netns "$client"
nsenter -t "$client" -n sh -c \
  'ip link set lo up; ip addr add 10.77.0.2/24 dev cable1; ip link set cable1 up; ip route add default dev cable1'
node "$1" 10.77.0.1 80 &
camera=$!
sleep 1
while IFS= read -r command; do
  echo "$command"
  sleep 1
done | timeout 30 nsenter -t "$client" -n onvif-util -u "$2" -p "$3" 10.77.0.1
kill "$camera"
wait "$camera" || true
